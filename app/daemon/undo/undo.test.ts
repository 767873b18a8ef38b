import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmdirSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { FileJournal } from '../../home/journal.ts';
import { addForward } from '../../reconcile/steps/forward.ts';
import { CrashWorld, type Process } from '../../testing/crash-world.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { undo } from './undo.ts';

/** A process in the middle of adding a forward: its journal has the beginning, VirtualBox has no rule yet. */
async function addingForward(t: TestContext) {
  const world = new CrashWorld();
  t.after(() => world[Symbol.dispose]());
  mkdirSync(world.home.root, { recursive: true });
  const process = await world.start();
  t.after(() => process.keeper.stop());
  let begun = (): void => undefined;
  let goOn = (): void => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
  const added = process.keeper.act('default', 'add-forward', (hands, job) => {
    const addNatRule: typeof hands.hypervisor.addNatRule = async (...rule) => {
      begun();
      await mayGoOn;
      return hands.hypervisor.addNatRule(...rule);
    };
    const hypervisor = new Proxy(hands.hypervisor, {
      get: (target, key) => (key === 'addNatRule' ? addNatRule : (Reflect.get(target, key) as unknown)),
    });
    return addForward({ ...hands, hypervisor }, job);
  });
  await hasBegun;
  return { world, process, added, goOn };
}

const rulesOf = (world: CrashWorld): readonly string[] =>
  (world.vbox.vms.get('default')?.rules ?? []).map(({ name }) => name);
/** The entries of a journal that was put aside. */
const kept = (world: CrashWorld) =>
  new FileJournal({ file: `${world.home.journal}.kept`, log: silentLog }).entries();
const undoAll = (process: Process) => undo(process, { which: 'all', dryRun: false, restartEngine: false });

test('a change that is just being made is put back when it has been made', async (t) => {
  const { world, process, added, goOn } = await addingForward(t);
  const undoing = undoAll(process);
  // Time enough for an undo that does not wait to end before the change has.
  await Promise.race([undoing, new Promise((resolve) => setTimeout(resolve, 300))]);
  goOn();
  await added;
  const { ok, entries } = await undoing;
  assert.ok(ok, JSON.stringify(entries));
  assert.deepEqual(
    entries.map(({ outcome }) => outcome),
    ['undone'],
  );
  assert.ok(!rulesOf(world).includes('fairlead-docker'), rulesOf(world).join(', '));
  assert.deepEqual(
    (await world.entries()).map(({ state }) => state),
    ['undone'],
  );
});

test('nothing is put back that could not be written down first: the forward stays, and so does the entry', async (t) => {
  const { world, process, added, goOn } = await addingForward(t);
  goOn();
  await added;
  const { journal } = world.home;
  renameSync(journal, `${journal}.kept`);
  mkdirSync(journal);
  // As it was read before the disk broke.
  t.mock.method(process.hands.journal, 'entries', () => kept(world));
  const refused = await undoAll(process);
  assert.deepEqual(
    refused.entries.map(({ outcome }) => outcome),
    ['failed'],
  );
  assert.match(refused.entries[0]?.text ?? '', /^nothing was put back, because it could not be written down/);
  assert.deepEqual(rulesOf(world), ['ssh', 'fairlead-docker']);
  rmdirSync(journal);
  renameSync(`${journal}.kept`, journal);
  t.mock.restoreAll();
  assert.ok((await undoAll(process)).ok);
  assert.deepEqual(rulesOf(world), ['ssh']);
});
