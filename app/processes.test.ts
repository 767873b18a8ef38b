/** Programs are started with argument vectors only, in a few places that everybody goes through. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const root = path.join(import.meta.dirname, '..');
const sources = globSync('{app,main,shared,renderer}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('app/testing/'))
  .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));

/** Who may start programs; each takes a file and an array of arguments. */
const starters = [
  'app/cli/commands/demo.ts',
  'app/cli/commands/panel.ts',
  'app/platform/process/hand-over.ts',
  'app/platform/process/run.ts',
  'app/platform/process/stream.ts',
];

test('only these files start programs, and they take nothing but spawn', () => {
  const found = sources.filter(({ text }) => /['"](?:node:)?child_process['"]/.test(text));
  assert.deepEqual(found.map(({ file }) => file).sort(), starters);
  for (const { file, text } of found) {
    assert.doesNotMatch(text, /\bshell\s*:|[{,]\s*shell\s*[,}]/, file);
    assert.match(text, /^import \{ spawn(?:, type ChildProcess)? \} from 'node:child_process';$/m, file);
  }
});

/**
 * What is done as root is one script for one prompt, or it would be several prompts with moments between them. It is put
 * together in one place, of what was validated, and run for real in real.test.ts.
 */
const mayNameShell = ['app/daemon/sudoers/prompt.ts'];

/** Its text is a constant: no other way reaches the collector in a process that began without it. */
const mayRunText = ['app/cli/small-heap.ts'];

test('no program is started through a shell, and no text is run as code', () => {
  const shells = [
    /\bexec(?:Sync|File|FileSync)?\(/,
    /['"`]\/bin\/(?:ba|z)?sh['"`]/,
    /\beval\(/,
    /new Function\(/,
    /from 'node:vm'/,
  ];
  // A RegExp has an exec too, and so has a session of ssh2; both are called on a value.
  const others = sources.filter(({ file }) => ![...mayNameShell, ...mayRunText].includes(file));
  const wrong = others.flatMap(({ file, text }) =>
    text.split('\n').flatMap((line, at) => {
      const code = line.replace(/\.exec\(/g, '').replace(/^\s*(?:\/\/|\*|\/\*).*/, '');
      return shells.some((shell) => shell.test(code)) ? [`${file}:${at + 1}: ${line.trim()}`] : [];
    }),
  );
  assert.deepEqual(wrong, []);
});
