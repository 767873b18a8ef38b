import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Snapshot } from '../../shared/snapshot.ts';
import { hijacked, machineView, snapshot } from '../testing/snapshots.ts';
import { summarise } from './sentence.ts';

/** The world of a snapshot while a step is being taken for its first machine. */
function during(world: Snapshot, working: string): Snapshot {
  const [first, ...others] = world.machines;
  assert.ok(first !== undefined);
  return { ...world, machines: [{ ...first, working }, ...others] };
}

test('the steps of a remedy do not change the sentence, and the state says that something is being done', () => {
  const worlds = [snapshot(), hijacked(), snapshot({ machines: [machineView({ path: 'none' })] })];
  for (const world of worlds) {
    const calm = summarise(world);
    for (const step of ['issuing a certificate', 'connecting to the machine over SSH'])
      assert.deepEqual(summarise(during(world, step)), { state: 'working', sentence: calm.sentence });
  }
});

test('a machine that starts is not said to be reachable', () => {
  const starting = machineView({ state: 'changing', path: 'none' });
  assert.deepEqual(summarise(snapshot({ machines: [starting] })), {
    state: 'working',
    sentence: 'default is starting or stopping.',
  });
  const both = summarise(snapshot({ machines: [starting, machineView({ name: 'dev' })] }));
  assert.deepEqual(both, { state: 'ok', sentence: 'Docker in dev is reachable directly.' });
});
