import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Change } from '../ports.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { foldJournal } from './journal-lines.ts';
import { FileJournal } from './journal.ts';

const change: Change = {
  kind: 'nat-rule',
  machine: 'default',
  description: 'add NAT rule fairlead-docker 127.0.0.1:2376 -> 2376',
  undo: { rule: 'fairlead-docker', port: 2376, before: null, names: ['a', 'b'], had: false },
};

function journalIn(file: string, more: { compactAboveBytes?: number } = {}) {
  const log = new MemoryLog();
  return { log, journal: new FileJournal({ file, log, now: () => 0, ...more }) };
}

test('a change is on disk before begin resolves, and its end is folded into it', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  const { journal } = journalIn(file);
  assert.deepEqual(await journal.entries(), []);
  const begun = await journal.begin(change);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await journalIn(file).journal.entries(), [
    { id: begun.id, at: new Date(0).toISOString(), state: 'begun', ...change },
  ]);
  await begun.end('done');
  await journal.mark(begun.id, 'undone');
  assert.deepEqual(
    (await journal.entries()).map(({ state }) => state),
    ['undone'],
  );
});

test('half a line after kill -9 costs that line only, and the next one is whole', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  const { journal, log } = journalIn(file);
  const first = await journal.begin(change);
  appendFileSync(file, '{"id":"x","at":"2026-');
  const second = await journal.begin({ ...change, machine: 'work' });
  await first.end('done');
  const entries = await journal.entries();
  assert.deepEqual(
    entries.map(({ id, state }) => [id, state]),
    [
      [first.id, 'done'],
      [second.id, 'begun'],
    ],
  );
  await journal.entries();
  assert.deepEqual(
    log.entries.map(({ message }) => message),
    [`${file}: 1 line could not be read and was skipped`],
  );
});

test('changes begun at once are all written, each on a line of its own', async () => {
  using folder = temporaryFolder();
  const { journal } = journalIn(folder.at('journal.ndjson'));
  const begun = await Promise.all(Array.from({ length: 20 }, () => journal.begin(change)));
  await Promise.all(begun.map((entry) => entry.end('done')));
  const entries = await journal.entries();
  assert.equal(entries.length, 20);
  assert.ok(entries.every(({ state }) => state === 'done'));
});

test('a long journal drops closed entries and keeps what can still be undone', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  const { journal } = journalIn(file, { compactAboveBytes: 60_000 });
  const standing = await journal.begin({ ...change, machine: 'standing' });
  await standing.end('done');
  const open = await journal.begin({ ...change, machine: 'open' });
  const closed = Array.from({ length: 300 }, (_, index) =>
    JSON.stringify({ id: `closed-${index}`, at: new Date(0).toISOString(), state: 'undone', ...change }),
  );
  appendFileSync(file, `${closed.join('\n')}\n`);
  await journal.mark('closed-299', 'undone');
  const entries = await journal.entries();
  assert.equal(entries.length, 202);
  assert.deepEqual(
    entries.slice(0, 2).map(({ id }) => id),
    [standing.id, open.id],
  );
  assert.equal(entries.at(-1)?.id, 'closed-299');
  assert.equal(readFileSync(file, 'utf8').trimEnd().split('\n').length, 202);
  assert.equal(statSync(file).mode & 0o777, 0o600);
});

test('a journal that is all garbage is no entries, never a crash', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  writeFileSync(file, Buffer.from([0, 255, 10, 123, 10]));
  assert.deepEqual(await journalIn(file).journal.entries(), []);
  fc.assert(
    fc.property(fc.string(), (text) => {
      foldJournal(text);
    }),
  );
});

test('a change that cannot be written down is not begun, and an end that cannot be is written with the next line', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  const { journal } = journalIn(file);
  const first = await journal.begin(change);
  // A folder in the place of the file stands for a disk that cannot be written; root may write everywhere else.
  renameSync(file, `${file}.aside`);
  mkdirSync(file);
  await first.end('done');
  await assert.rejects(journal.begin(change), { name: 'NotRecorded', message: /nothing was done/ });
  rmdirSync(file);
  renameSync(`${file}.aside`, file);
  await journal.begin(change);
  assert.deepEqual(
    (await journal.entries()).map(({ state }) => state),
    ['done', 'begun'],
  );
});
