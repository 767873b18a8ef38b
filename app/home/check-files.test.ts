import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { checkFiles } from './check-files.ts';
import { homeAt, type Home } from './home.ts';
import { prepareHome } from './prepare.ts';
import { clearTemporaries } from './temporaries.ts';

function homeIn(folder: { at(name: string): string }): Home {
  const home = homeAt(folder.at('home'), 'linux');
  mkdirSync(home.logs, { recursive: true, mode: 0o700 });
  chmodSync(home.root, 0o700);
  return home;
}

const kept = (home: Home): readonly string[] => [
  home.journal,
  home.settingsHistory,
  home.memory,
  home.knownHosts,
];

test('files that others may read are mended and named; settings may be read, not written', () => {
  using folder = temporaryFolder();
  const home = homeIn(folder);
  for (const file of kept(home)) writeFileSync(file, '', { mode: 0o644 });
  writeFileSync(home.settings, '{}');
  chmodSync(home.settings, 0o664);
  const checked = prepareHome(home);
  assert.equal(checked.kind, 'ready');
  assert.equal(checked.mended.length, 5, checked.mended.join('\n'));
  assert.match(checked.mended.join('\n'), /journal\.ndjson had mode 0644 and has 0600 now/);
  for (const file of kept(home)) assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(statSync(home.settings).mode & 0o777, 0o644);
  assert.deepEqual(checkFiles(home), { kind: 'ready', mended: [] });
});

test('a link, a folder or a pipe in the place of a file is refused, and what it leads to is untouched', () => {
  for (const make of [
    (file: string, target: string) => symlinkSync(target, file),
    (file: string) => mkdirSync(file),
    (file: string) => execFileSync('mkfifo', [file]),
  ])
    for (const pick of [0, 1, 2, 3]) {
      using folder = temporaryFolder();
      const home = homeIn(folder);
      const target = folder.at('target');
      writeFileSync(target, 'theirs', { mode: 0o644 });
      const file = kept(home)[pick] ?? '';
      make(file, target);
      const checked = prepareHome(home);
      assert.equal(checked.kind, 'refused');
      assert.ok(checked.reason.startsWith(file), checked.reason);
      assert.match(checked.next, /^look at it/);
      assert.equal(readFileSync(target, 'utf8'), 'theirs');
      assert.equal(statSync(target).mode & 0o777, 0o644);
    }
});

test('another user’s file is refused', { skip: process.getuid?.() !== 0 && 'needs root' }, () => {
  using folder = temporaryFolder();
  const home = homeIn(folder);
  writeFileSync(home.journal, '', { mode: 0o600 });
  chownSync(home.journal, 12345, 12345);
  const checked = checkFiles(home);
  assert.equal(checked.kind, 'refused');
  assert.match(checked.reason, /belongs to the user with id 12345/);
});

test('temporary files of dead processes go; those of living ones, links and others’ names stay', async () => {
  using folder = temporaryFolder();
  const dead = execFileSync('/bin/sh', ['-c', 'echo $$'], { encoding: 'utf8' }).trim();
  const name = (pid: string | number, of = 'a.json'): string => `${of}.${pid}-0123456789ab.tmp`;
  for (const one of [name(dead), name(dead, 'b'), name(process.pid), `a.json.${dead}.tmp`, 'a.json'])
    writeFileSync(folder.at(one), '');
  symlinkSync(folder.at('a.json'), folder.at(name(dead, 'linked')));
  assert.deepEqual(await clearTemporaries(folder.path, 'a.json'), [name(dead)]);
  assert.deepEqual(await clearTemporaries(folder.path), [name(dead, 'b')]);
  assert.ok(existsSync(folder.at(name(process.pid))) && existsSync(folder.at(`a.json.${dead}.tmp`)));
});
