import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, unreadable, type Reading } from '../reading.ts';
import type { RouteTable } from '../route/table.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { LateTable } from './late-table.ts';

const table = read<RouteTable>({ rows: [], skipped: [] });
const limit = unreadable('netstat did not answer within 2000 ms');

test('a netstat that hangs holds up one look for its whole limit, and those after it for a moment', async () => {
  const clock = new ManualClock();
  const news: number[] = [];
  const late = new LateTable(clock, () => news.push(clock.monotonic()));
  let asked = 0;
  let answer: { readonly ms: number; readonly reading: Reading<RouteTable> } = { ms: 2000, reading: limit };
  const ask = (): Promise<Reading<RouteTable>> => {
    asked += 1;
    const { ms, reading } = answer;
    return new Promise((resolve) => clock.after(ms, () => resolve(reading)));
  };
  const look = async (): Promise<{ readonly ms: number; readonly kind: string }> => {
    const began = clock.monotonic();
    let ended: { ms: number; kind: string } | undefined;
    void late.take(ask).then(({ kind }) => (ended = { ms: clock.monotonic() - began, kind }));
    while (ended === undefined) await clock.pass(50);
    return ended;
  };
  assert.deepEqual(await look(), { ms: 2000, kind: 'unreadable' });
  assert.deepEqual(await look(), { ms: 200, kind: 'unreadable' });
  assert.deepEqual(await look(), { ms: 200, kind: 'unreadable' });
  assert.equal(asked, 2, 'nobody asks a second time beside the first');

  answer = { ms: 700, reading: table };
  await clock.pass(2000);
  assert.deepEqual(news, []);
  assert.deepEqual(await look(), { ms: 200, kind: 'unreadable' });
  await clock.pass(600);
  assert.equal(news.length, 1, 'it answers again, which is told');
  assert.deepEqual(await look(), { ms: 700, kind: 'read' }, 'and is waited for as before');
});

test('a table that is refused at once is no sign of a program that hangs', async () => {
  const clock = new ManualClock();
  const late = new LateTable(clock, () => undefined);
  const refused = (): Promise<Reading<RouteTable>> => Promise.resolve(limit);
  assert.equal((await late.take(refused)).kind, 'unreadable');
  assert.equal((await late.take(() => Promise.resolve(table))).kind, 'read');
});
