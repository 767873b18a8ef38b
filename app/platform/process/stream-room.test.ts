import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ManualClock } from '../../testing/manual-clock.ts';
import { StreamRoom } from './stream-room.ts';

const [wide, usual] = ['--heap-growing-percent=400', '--heap-growing-percent=0'];

test('the heap may grow while a stream passes, and not afterwards', async () => {
  const clock = new ManualClock();
  const flags: string[] = [];
  const room = new StreamRoom({ clock, setFlag: (flag) => flags.push(flag) });
  const megabytes = (count: number): void => {
    for (let i = 0; i < 16 * count; i += 1) room.passed(62_500);
  };
  // As much, but no stream: the calls of a long day.
  for (let i = 0; i < 10; i += 1) {
    megabytes(4);
    await clock.pass(6000);
  }
  assert.deepEqual(flags, []);
  megabytes(20);
  assert.deepEqual(flags, [wide]);
  await clock.pass(9000);
  megabytes(20);
  await clock.pass(9000);
  assert.deepEqual(flags, [wide, wide]);
  await clock.pass(2000);
  assert.deepEqual(flags, [wide, wide, usual]);
  assert.equal(clock.waiting, 0);
  megabytes(20);
  room.stop();
  assert.equal(clock.waiting, 0, 'nothing holds a process that ends');
});

test('Node and V8 know the flags', () => {
  const { status, stderr } = spawnSync(process.execPath, [wide, usual, '-e', '0'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});
