import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptMac } from '../testing/kept-mac.ts';

test('a quiet that ends while what was seen is being published brings the next look all the same', async (t) => {
  const world = await keptMac(t, { settings: { autoRepair: false } });
  const { clock, keeper } = world;
  const fix = async (): Promise<readonly string[]> => {
    const fixed = keeper.settle(['default'], 60_000);
    await clock.pass(10_000);
    return (await fixed).map(({ does }) => does);
  };
  assert.deepEqual(await fix(), ['add-forward']);

  world.connect();
  await clock.pass(5000);
  world.disconnect();
  await clock.pass(100);
  assert.deepEqual([world.only().route.kind, world.only().path], ['lost', 'forward']);
  const monotonic = clock.monotonic.bind(clock);
  let spentMs = 0;
  t.mock.method(clock, 'monotonic', () => monotonic() + spentMs);
  const publish = keeper.publish.bind(keeper);
  t.mock.method(keeper, 'publish', () => {
    publish();
    // A busy computer: the rest of the quiet has passed when it is asked how long there is to wait.
    spentMs = 1000;
  });
  assert.deepEqual(await fix(), ['repair-route']);
});
