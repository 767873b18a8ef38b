import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.ts';
import { Requests, type RequestsOptions } from './requests.ts';

function makeRequests(work: readonly (Promise<void> | undefined)[]) {
  const clock = new ManualClock();
  const left = [...work];
  const options: RequestsOptions = {
    clock,
    ledger: { waitMs: () => undefined },
    workbench: { ended: () => left.shift(), begin: () => Promise.resolve() },
    passed: () => Promise.resolve(),
    found: () => ({ observation: undefined, assessed: [] }),
    isStopped: () => false,
  };
  return { clock, requests: new Requests(options) };
}

test('a request that is done leaves no timer until its deadline', async () => {
  const { clock, requests } = makeRequests([Promise.resolve()]);
  await requests.settle(['default'], 180_000);
  assert.equal(clock.waiting, 0);
});

test('a request whose work fails leaves no timer either', async () => {
  const { clock, requests } = makeRequests([Promise.reject(new Error('no room'))]);
  await assert.rejects(requests.settle(['default'], 180_000), /no room/);
  assert.equal(clock.waiting, 0);
});

test('a request gives up work that does not end, at its deadline', async () => {
  const { clock, requests } = makeRequests([new Promise(() => undefined)]);
  const settled = requests.settle(['default'], 180_000);
  await clock.pass(179_999);
  assert.equal(clock.waiting, 1);
  await clock.pass(1);
  assert.deepEqual(await settled, []);
  assert.equal(clock.waiting, 0);
});
