import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import { forgetHostKey } from '../platform/ssh/known-hosts.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { FileJournal } from './journal.ts';
import { FileLog } from './log.ts';
import { appendOwnNow, NotOurs, openOwnToAppend, readOwn } from './own-file.ts';
import { readSettings } from './settings-file.ts';

test('a link, a folder and a pipe are refused however they are opened, and nothing lands behind them', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('theirs'), 'theirs');
  symlinkSync(folder.at('theirs'), folder.at('link'));
  mkdirSync(folder.at('folder'));
  execFileSync('mkfifo', [folder.at('pipe')]);
  for (const name of ['link', 'folder', 'pipe']) {
    await assert.rejects(readOwn(folder.at(name)), NotOurs, name);
    await assert.rejects(openOwnToAppend(folder.at(name)), NotOurs, name);
    assert.throws(() => appendOwnNow(folder.at(name), 'x'), NotOurs, name);
  }
  assert.equal(readFileSync(folder.at('theirs'), 'utf8'), 'theirs');
});

test('a link in place of the folder is refused, and nothing is made behind it', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('theirs'));
  writeFileSync(folder.at('theirs/there'), 'theirs');
  symlinkSync(folder.at('theirs'), folder.at('logs'));
  for (const name of ['logs/there', 'logs/new']) {
    await assert.rejects(readOwn(folder.at(name)), /logs is a symbolic link/, name);
    await assert.rejects(openOwnToAppend(folder.at(name)), NotOurs, name);
    assert.throws(() => appendOwnNow(folder.at(name), 'x'), NotOurs, name);
  }
  assert.deepEqual(readdirSync(folder.at('theirs')), ['there']);
  assert.equal(readFileSync(folder.at('theirs/there'), 'utf8'), 'theirs');
});

test('a file that another user put there is refused', { skip: needsRoot() }, async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('file'), 'x');
  chownSync(folder.at('file'), 65_534, 65_534);
  await assert.rejects(readOwn(folder.at('file')), /belongs to the user with id 65534/);
  assert.throws(() => appendOwnNow(folder.at('file'), 'y'), /belongs to the user/);
  assert.equal(readFileSync(folder.at('file'), 'utf8'), 'x');
});

test('what is made is the user’s alone, whatever the umask', async () => {
  using folder = temporaryFolder();
  appendOwnNow(folder.at('a'), 'one');
  assert.equal(appendOwnNow(folder.at('a'), 'two'), 3);
  await (await openOwnToAppend(folder.at('b'))).close();
  assert.deepEqual(
    ['a', 'b'].map((name) => statSync(folder.at(name)).mode & 0o077),
    [0, 0],
  );
  assert.equal(await readOwn(folder.at('a')), 'onetwo');
});

test('a link put in place of each file after the start is neither read nor written through', async () => {
  using folder = temporaryFolder();
  const theirs = folder.at('theirs');
  const link = (name: string, text: string): string => {
    writeFileSync(theirs, text);
    symlinkSync(theirs, folder.at(name));
    return folder.at(name);
  };
  const log = new FileLog({ folder: folder.path });
  link('fairlead.log', 'theirs');
  log.info('a line');
  assert.equal(readFileSync(theirs, 'utf8'), 'theirs');
  assert.equal(log.lines(1)[0]?.message, 'a line');

  const memory = new MemoryLog();
  const remembered = new Remembered(
    link('memory.json', '{"version":1,"withoutForward":["default"]}'),
    memory,
  );
  await remembered.load();
  assert.ok(remembered.wantsForward('default'));

  await assert.rejects(
    forgetHostKey(link('known_hosts', 'x ssh-rsa AAAA\n'), { name: 'default', store: '/s' }),
    NotOurs,
  );

  const journal = new FileJournal({ file: link('journal.ndjson', ''), log: memory });
  await assert.rejects(journal.begin({ kind: 'settings', description: 'x', undo: {} }), /nothing was done/);
  assert.equal(readFileSync(theirs, 'utf8'), '');

  const reading = await readSettings(link('settings.json', '{"tools.sudo":"/tmp/evil"}'));
  assert.equal(reading.kind, 'mistaken');
  assert.notEqual(reading.settings['tools.sudo'], '/tmp/evil');
});

function needsRoot(): string | false {
  return process.getuid?.() === 0 ? false : 'only root can give a file to another user';
}
