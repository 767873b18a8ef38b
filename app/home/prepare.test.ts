import assert from 'node:assert/strict';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { homeAt } from './home.ts';
import { prepareDirectory, prepareHome, type Prepared } from './prepare.ts';

const refusal = (root: string): string => wordsOf(prepareHome(homeAt(root)));

function wordsOf(prepared: Prepared): string {
  assert.equal(prepared.kind, 'refused');
  return `${prepared.reason} | ${prepared.next}`;
}

test('folders are made for their owner only, and a second time nothing is mended', () => {
  using folder = temporaryFolder();
  const home = homeAt(folder.at('deep/home'));
  assert.deepEqual(prepareHome(home), { kind: 'ready', mended: [] });
  assert.equal(statSync(home.root).mode & 0o777, 0o700);
  assert.equal(statSync(home.logs).mode & 0o777, 0o700);
  assert.deepEqual(prepareHome(home), { kind: 'ready', mended: [] });
});

test('a place where no folder can be made is refused at once', { skip: !existsSync('/proc/self') }, () => {
  assert.match(refusal('/proc/fairlead/home'), /^\/proc\/fairlead\S* .*FAIRLEAD_HOME/);
});

test('a mode that lets others in is mended, and said', () => {
  using folder = temporaryFolder();
  const home = homeAt(folder.at('home'));
  mkdirSync(home.root);
  chmodSync(home.root, 0o755);
  const prepared = prepareHome(home);
  assert.deepEqual(prepared, { kind: 'ready', mended: [`${home.root} had mode 0755 and has 0700 now`] });
  assert.equal(statSync(home.root).mode & 0o777, 0o700);
});

test('a folder with files of somebody else is refused, and its mode stays', () => {
  using folder = temporaryFolder();
  const project = folder.at('project');
  mkdirSync(project);
  chmodSync(project, 0o755);
  writeFileSync(path.join(project, 'known_hosts'), '');
  writeFileSync(path.join(project, 'package.json'), '{}');
  assert.match(refusal(project), /holds "package.json", which is not Fairlead's.*--home/);
  assert.equal(statSync(project).mode & 0o777, 0o755);
  // What was used before is ours, whatever somebody has laid beside our files.
  writeFileSync(path.join(project, 'journal.ndjson'), '');
  assert.equal(prepareHome(homeAt(project)).kind, 'ready');
});

test('settings laid out beforehand do not make a folder a strange one', () => {
  using folder = temporaryFolder();
  const root = folder.at('home');
  mkdirSync(root);
  writeFileSync(path.join(root, 'settings.json'), '{}');
  assert.equal(prepareHome(homeAt(root)).kind, 'ready');
});

test('a symbolic link is refused, also one that leads nowhere', () => {
  using folder = temporaryFolder();
  symlinkSync(folder.path, folder.at('link'));
  symlinkSync(folder.at('nowhere'), folder.at('dangling'));
  assert.match(refusal(folder.at('link')), /symbolic link/);
  assert.match(refusal(folder.at('dangling')), /symbolic link/);
});

test('a file in the way is refused, at the end of the path and in the middle', () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('file'), '');
  assert.match(refusal(folder.at('file')), /in the way.*\| mv /);
  assert.match(refusal(folder.at('file/below')), /part of that path is a file/);
});

test("another user's folder is refused", () => {
  using folder = temporaryFolder();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    mkdirSync(folder.at('theirs'), { mode: 0o700 });
    chownSync(folder.at('theirs'), 54_321, 54_321);
  }
  // Only root can give a folder away; the others that are there hold files, which is said first.
  const refused = isRoot ? prepareHome(homeAt(folder.at('theirs'))) : prepareDirectory('/usr');
  assert.match(wordsOf(refused), /belongs to the user with id .*FAIRLEAD_HOME/);
});

test('a socket path of 104 bytes is refused with the remedy, one of 103 is not', () => {
  using folder = temporaryFolder();
  const room = 102 - Buffer.byteLength(folder.at('control.sock'));
  assert.equal(prepareHome(homeAt(folder.at('x'.repeat(room)))).kind, 'ready');
  assert.match(refusal(folder.at('x'.repeat(room + 1))), /104 bytes.*FAIRLEAD_HOME=/);
  assert.match(refusal(folder.at('ü'.repeat(room))), /bytes/);
});
