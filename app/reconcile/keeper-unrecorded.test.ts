import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotRecorded } from '../home/not-recorded.ts';
import { keptMac } from '../testing/kept-mac.ts';

const why = 'nothing was done, because it could not be written down first: EROFS';

/** A VPN has the route, and the journal cannot be written. */
async function unwritable(t: Parameters<typeof keptMac>[0]) {
  const world = await keptMac(t);
  let asked = 0;
  const begin = t.mock.method(world.journal, 'begin', () => {
    asked += 1;
    return Promise.reject(new NotRecorded(why));
  });
  world.connect();
  await world.clock.pass(10_000);
  return { ...world, writable: () => begin.mock.restore(), asked: () => asked };
}

test('a change that cannot be written down is tried every five seconds, told once, and made when it can be', async (t) => {
  const world = await unwritable(t);
  const before = world.asked();
  await world.clock.pass(60_000);
  assert.equal(world.asked() - before, 12);
  assert.equal(world.keeper.timeline.lines.filter(({ text }) => text === why).length, 1);
  const taken = world.shown().advisories.find(({ code }) => code === 'route-taken');
  assert.match(taken?.sentence ?? '', /reached over localhost meanwhile\. Nothing was done, .*: EROFS\.$/);
  assert.equal(world.only().working, undefined, 'nothing is being done meanwhile');
  world.writable();
  await world.clock.pass(6000);
  assert.deepEqual([world.only().route.kind, world.codes()], ['own', []]);
});

test('a person who asks is told at once, and whoever undoes does not wait for it', async (t) => {
  const world = await unwritable(t);
  let fixed: readonly string[] | undefined;
  void world.keeper
    .settle(['default'], 180_000)
    .then((done) => (fixed = done.map(({ result }) => result.text)));
  await world.clock.pass(3000);
  assert.deepEqual(fixed, [why]);
  assert.equal(world.keeper.stepsEnded(), undefined);
});
