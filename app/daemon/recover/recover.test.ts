import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { FileJournal } from '../../home/journal.ts';
import { forwardRule } from '../../machine/forward.ts';
import { unreadable } from '../../reading.ts';
import { CrashWorld } from '../../testing/crash-world.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { until } from '../../testing/serving.ts';
import { Recovery } from './recover.ts';

/** An earlier daemon was killed while it added a forward, and VBoxManage answers no question for now. */
async function afterACrash(t: TestContext) {
  const world = new CrashWorld();
  t.after(() => world[Symbol.dispose]());
  mkdirSync(world.home.root, { recursive: true });
  const journal = new FileJournal({ file: world.home.journal, log: world.log });
  const rule = forwardRule(2376, 2376);
  const undo = { verb: 'remove', ...rule };
  await journal.begin({ kind: 'nat-rule', machine: 'default', description: 'a forward', undo });
  const process = await world.start();
  t.after(() => process.keeper.stop());
  const clock = new ManualClock();
  const asked = { times: 0, answers: false };
  const hypervisor = new Proxy(process.hands.hypervisor, {
    get: (target, key) => {
      if (key !== 'readVm') return Reflect.get(target, key) as unknown;
      return (name: string) => {
        asked.times += 1;
        return asked.answers ? target.readVm(name) : Promise.resolve(unreadable('it is busy'));
      };
    },
  });
  const recovery = new Recovery({ ...process, hands: { ...process.hands, hypervisor, clock } });
  await recovery.begin();
  await recovery.run();
  assert.equal(asked.times, 1);
  return { world, journal, recovery, clock, asked };
}

const statesOf = async (world: CrashWorld): Promise<readonly string[]> =>
  (await world.entries()).map(({ state }) => state);

test('what could not be looked at is looked at again after a pause, although nothing has changed', async (t) => {
  const { world, clock, asked } = await afterACrash(t);
  assert.deepEqual(await statesOf(world), ['begun']);
  await clock.pass(5000);
  await until(() => asked.times === 2);
  asked.answers = true;
  // The next pause begins when that look has ended.
  for (let turns = 0; turns < 100 && (await statesOf(world))[0] === 'begun'; turns += 1)
    await clock.pass(15_000);
  assert.deepEqual(await statesOf(world), ['failed']);
});

test('a daemon that stops looks at nothing more', async (t) => {
  const { recovery, clock, asked } = await afterACrash(t);
  recovery.stop();
  await clock.pass(600_000);
  await recovery.run();
  assert.equal(asked.times, 1);
});

test('what a person undid during the look keeps that end', async (t) => {
  const { world, journal, recovery, asked } = await afterACrash(t);
  asked.answers = true;
  const [entry] = await world.entries();
  const looking = recovery.run();
  await journal.mark(entry?.id ?? '', 'undone');
  await looking;
  assert.deepEqual(await statesOf(world), ['undone']);
});
