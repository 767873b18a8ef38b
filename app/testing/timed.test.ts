import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timed } from './timed.ts';

const waited = (ms: number): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve('done'), ms));

test('what the process computes counts whole', async () => {
  const waiting = await timed(waited(20));
  assert.equal(waiting.value, 'done');
  assert.ok(waiting.ms > 0 && waiting.ms <= waiting.wallMs, JSON.stringify(waiting));
  const computing = await timed(
    waited(0).then(() => {
      const used = process.cpuUsage();
      while (process.cpuUsage(used).user < 200_000);
    }),
  );
  assert.ok(computing.ms > 150, `${computing.ms} ms`);
});

test('a process that is not let on is not to blame', async () => {
  const { ms, wallMs } = await timed(
    waited(20).then(() => {
      // Held without using the processor, as by a scheduler that has others to serve.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    }),
  );
  assert.ok(wallMs >= 400, `${wallMs} ms`);
  assert.ok(ms < 300, `${ms} ms`);
});
