import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Settings } from '../../shared/settings.ts';
import { changeContexts } from '../context/change.ts';
import { addForward } from '../reconcile/steps/forward.ts';
import { repairRoute } from '../reconcile/steps/route.ts';
import { CrashWorld, type Process } from '../testing/crash-world.ts';
import { parsed } from '../testing/memory-kernel.ts';
import { putBackOnQuit } from './quit-put-back.ts';

const range = parsed('192.168.99.0/24');
const everything: Partial<Settings> = {
  'quit.routes': 'restore',
  'quit.forwards': 'remove',
  'quit.contexts': 'remove',
};

/** A daemon that has repaired a route, added a forward, written a context and selected it. */
async function worked(): Promise<{ world: CrashWorld; process: Process }> {
  const world = new CrashWorld();
  mkdirSync(world.home.root, { recursive: true });
  world.kernel.put(range, 'utun4');
  const process = await world.start();
  const { keeper, contexts, hands } = process;
  await keeper.act('default', 'repair-route', repairRoute);
  await keeper.act('default', 'add-forward', addForward);
  const context = {
    name: 'fairlead',
    host: 'unix:///h/machines/default/docker.sock',
    description: 'Fairlead: x',
  };
  const places = { contexts, journal: hands.journal };
  await changeContexts(places, { verb: 'write', context, before: undefined });
  await process.remembered.noteContext('fairlead', 'written');
  await changeContexts(places, { verb: 'select', name: 'fairlead', before: undefined });
  await contexts.write({ name: 'theirs', host: 'unix:///theirs.sock', description: 'not of Fairlead' });
  await keeper.stop();
  return { world, process };
}

async function state({ world, process }: { world: CrashWorld; process: Process }) {
  const selected = await process.contexts.readSelected();
  const has = async (name: string): Promise<boolean> => {
    const found = await process.contexts.read(name);
    return found.kind === 'read' && found.value !== undefined;
  };
  return {
    route: world.kernel.find(range)?.interface,
    rules: world.vbox.vms.get('default')?.rules.map(({ name }) => name),
    contexts: [await has('fairlead'), await has('theirs')],
    selected: selected.kind === 'read' ? selected.value : selected.reason,
  };
}

function quit(process: Process, settings: Partial<Settings>, deadlineMs = 5000): Promise<readonly string[]> {
  Object.assign(process.live.settings, settings);
  return putBackOnQuit(process, deadlineMs);
}

test('by default everything stays that helps or harms nobody', async () => {
  const both = await worked();
  using _ = both.world;
  const before = await state(both);
  assert.deepEqual(await quit(both.process, {}), []);
  assert.deepEqual(await state(both), before);
  assert.deepEqual(before.rules, ['ssh', 'fairlead-docker']);
});

test('what the settings name is put back and said, what others made stays, and the next daemon makes it again', async () => {
  const both = await worked();
  using _ = both.world;
  const said = await quit(both.process, everything);
  assert.equal(said.length, 4, said.join('\n'));
  assert.deepEqual(said.slice(0, 2), [
    'the Docker context default is selected again',
    'removed the Docker context fairlead',
  ]);
  assert.deepEqual(await state(both), {
    route: 'utun4',
    rules: ['ssh'],
    contexts: [false, true],
    selected: undefined,
  });
  assert.equal(both.process.remembered.contextState('fairlead'), undefined);
  assert.equal(both.process.remembered.wantsForward('default'), true);
  assert.ok((await both.world.entries()).every(({ state: one }) => one === 'undone'));
  assert.deepEqual(await quit(both.process, everything), []);
});

test('what somebody changed since stays, and so does a route whose tunnel is gone', async () => {
  const both = await worked();
  using _ = both.world;
  const { world, process } = both;
  world.kernel.removeInterface('utun4');
  const vm = world.vbox.vms.get('default');
  assert.ok(vm);
  vm.rules = vm.rules.map((rule) => (rule.name === 'fairlead-docker' ? { ...rule, hostPort: 4000 } : rule));
  await process.contexts.write({ name: 'fairlead', host: 'tcp://10.0.0.1:2376', description: 'mine now' });
  await process.contexts.select('theirs');
  assert.deepEqual(await quit(process, everything), []);
  assert.deepEqual(await state(both), {
    route: 'vboxnet0',
    rules: ['ssh', 'fairlead-docker'],
    contexts: [true, true],
    selected: 'theirs',
  });
});

test('nothing is begun after the deadline, and the log names what was left', async () => {
  const both = await worked();
  using _ = both.world;
  const before = await state(both);
  assert.deepEqual(await quit(both.process, everything, -1), []);
  assert.deepEqual(await state(both), before);
  assert.equal(both.world.log.entries.filter(({ message }) => message.includes('no time')).length, 4);
});
