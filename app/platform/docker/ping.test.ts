import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pingTimeoutMs } from './ping.ts';

test('an engine has time for its answer however long the handshake took', () => {
  for (const [passedMs, allowedMs] of [
    [0, 2000],
    [300, 1700],
    [1000, 1000],
    [1921, 1000],
    [2400, 1000],
  ] as const)
    assert.equal(pingTimeoutMs({ timeoutMs: 2000 }, passedMs), allowedMs);
});
