import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { quote } from './guest-command.ts';

/** What a real sh makes of the words, parted by NUL. */
function readByShell(words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.map(quote).join(' ')}`;
  return execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const nasty = [
  "'",
  "''",
  "a'b",
  '"',
  '$(touch /tmp/pwned)',
  '`id`',
  '${HOME}',
  '\\',
  "\\'",
  'a\nb',
  '\r',
  '-rf',
  '--',
  '; reboot',
  '*',
  '!!',
  '~',
  ' ',
  '',
  '\u001b]0;x\u0007',
  'é𝄞',
];

test('a real sh gives back every word as it was, whatever is in it', () => {
  assert.deepEqual(readByShell(nasty), nasty);
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(fc.constantFrom(...nasty)).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(word.map(whole), { minLength: 1, maxLength: 20 }), (words) => {
      assert.deepEqual(readByShell(words), words);
    }),
    { numRuns: 100 },
  );
});

test('a word quoted twice survives two shells, as in sudo sh -c', () => {
  const inner = `printf '%s\\0' ${nasty.map(quote).join(' ')}`;
  const read = execFileSync('/bin/sh', ['-c', `exec sh -c ${quote(inner)}`], { encoding: 'utf8' });
  assert.deepEqual(read.split('\0').slice(0, -1), nasty);
});

test('NUL is refused', () => {
  assert.throws(() => quote('a\0b'), /NUL/);
});

/** Scripts with a value in them, each read by a person: numbers, and texts made of constants and quoted words. */
const known = new Set(['Math.round(Date.now() / 1000)']);

test('nothing is put into a command for the guest but by quote', () => {
  const root = path.join(import.meta.dirname, '..');
  const wrong = globSync('{certificate,everyday,daemon,doctor,reconcile}/**/*.ts', { cwd: root })
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const commands = [
        ...text.matchAll(/\b(?:session|link|guest)\.run\(\s*`([^`]*)`|inGuest\(guest, machine, `([^`]*)`/g),
      ];
      return commands.flatMap(([, one, other]) =>
        [...(one ?? other ?? '').matchAll(/\$\{([^}]*)\}?/g)]
          .map(([, value = '']) => value)
          .filter((value) => !value.startsWith('quote(') && !known.has(value))
          .map((value) => `${file}: ${value}`),
      );
    });
  assert.deepEqual(wrong, []);
});

/** NUL cannot be an argument, and lone surrogates cannot be written as UTF-8. */
function whole(text: string): string {
  return Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8');
}
