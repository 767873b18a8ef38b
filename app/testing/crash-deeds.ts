import { changeContexts } from '../context/change.ts';
import { OpenPorts } from '../published/open-ports.ts';
import { contains, formatCidr, parseIpv4 } from '../route/cidr.ts';
import { addForward, removeForward } from '../reconcile/steps/forward.ts';
import { repairRoute, restoreAddress } from '../reconcile/steps/route.ts';
import type { CrashWorld } from './crash-world.ts';
import { type Process } from './crash-world.ts';
import { parsed } from './memory-kernel.ts';
import { ContextFiles } from '../platform/docker/context-files.ts';
import { readSettings } from '../home/settings-file.ts';
import { changeSetting } from '../daemon/handlers/settings.ts';

/** A change that a process is killed in the middle of. */
export interface Deed {
  readonly name: string;
  /** What is there before, of ours and of others. */
  readonly prepare?: (world: CrashWorld) => Promise<void> | void;
  readonly act: (process: Process, world: CrashWorld) => Promise<unknown>;
  /** Whether the world has what the deed was to bring about; `half` must never be left. */
  readonly stands: (world: CrashWorld) => Promise<'after' | 'before' | 'half'>;
  /** Everything of others, which must never change. */
  readonly foreign: (world: CrashWorld) => unknown;
}

const range = parsed('192.168.99.0/24');
const guest = parseIpv4('192.168.99.100') ?? 0;
const mine = {
  name: 'fairlead',
  host: 'unix:///h/machines/default/docker.sock',
  description: 'Fairlead: default, x',
};
const theirs = { name: 'theirs', host: 'unix:///theirs.sock', description: 'not of Fairlead' };
const contextsOf = (world: CrashWorld): ContextFiles => new ContextFiles(world.folder.at('docker'));
const hostOf = async (world: CrashWorld, name: string): Promise<string | undefined> => {
  const found = await contextsOf(world).read(name);
  return found.kind === 'read' ? found.value?.host : found.reason;
};
const rulesOf = ({ vbox }: CrashWorld): readonly string[] =>
  (vbox.vms.get('default')?.rules ?? []).map(({ name }) => name);
const rowsOf = ({ kernel }: CrashWorld): readonly string[] =>
  kernel.rows.map((row) => `${formatCidr(row.destination)} ${row.interface}`).sort();
const otherRows = (world: CrashWorld): readonly string[] =>
  rowsOf(world).filter((row) => !row.startsWith('192.168.99.'));

/** The VPN's rows take the network; ours is gone, or loses by prefix. */
function taken(...ranges: readonly string[]): (world: CrashWorld) => void {
  return (world) => {
    for (const one of ranges) world.kernel.put(parsed(one), 'utun4');
  };
}

function repaired(...ranges: readonly string[]): Deed['stands'] {
  return (world) => {
    const rows = rowsOf(world);
    const isOurs = world.kernel.find(range)?.interface === 'vboxnet0';
    // What does not carry the guest is not in its way, and stays.
    const inTheWay = ranges.filter((one) => contains(parsed(one), guest));
    const there = inTheWay.filter((one) => rows.includes(`${one} utun4`)).length;
    if (isOurs && there === 0) return Promise.resolve('after');
    return Promise.resolve(there === inTheWay.length ? 'before' : 'half');
  };
}

export const deeds: readonly Deed[] = [
  {
    name: 'a forward is added',
    act: ({ keeper }) => keeper.act('default', 'add-forward', addForward),
    stands: (world) => Promise.resolve(rulesOf(world).includes('fairlead-docker') ? 'after' : 'before'),
    foreign: (world) => rulesOf(world).filter((name) => !name.startsWith('fairlead-')),
  },
  {
    name: 'a forward is removed because a person asked for it',
    prepare: async (world) => {
      const { keeper } = await world.start();
      await keeper.act('default', 'add-forward', addForward);
    },
    act: async ({ keeper, remembered }) => {
      await remembered.setWantsForward('default', false);
      await keeper.act('default', 'remove-forward', removeForward);
    },
    stands: (world) => Promise.resolve(rulesOf(world).includes('fairlead-docker') ? 'before' : 'after'),
    foreign: (world) => rulesOf(world).filter((name) => !name.startsWith('fairlead-')),
  },
  ...[['192.168.99.0/24'], ['192.168.99.0/25', '192.168.99.128/25'], ['192.168.99.100/32']].map(
    (ranges): Deed => ({
      name: `the route is repaired (${ranges.join(', ')})`,
      prepare: taken(...ranges),
      act: ({ keeper }) => keeper.act('default', 'repair-route', repairRoute),
      stands: repaired(...ranges),
      foreign: otherRows,
    }),
  ),
  {
    name: 'the adapter gets its address again',
    act: ({ keeper }) => keeper.act('default', 'restore-address', restoreAddress),
    stands: () => Promise.resolve('after'),
    foreign: otherRows,
  },
  {
    name: 'a Docker context is written',
    prepare: (world) => contextsOf(world).write(theirs),
    act: (process) =>
      changeContexts(
        { contexts: process.contexts, journal: process.hands.journal },
        { verb: 'write', context: mine, before: undefined },
      ),
    stands: async (world) => ((await hostOf(world, mine.name)) === mine.host ? 'after' : 'before'),
    foreign: (world) => hostOf(world, theirs.name),
  },
  {
    name: 'a Docker context is removed because a person asked for it',
    prepare: async (world) => {
      await contextsOf(world).write(theirs);
      await contextsOf(world).write(mine);
      const { remembered } = await world.start();
      await remembered.noteContext(mine.name, 'unwanted');
    },
    act: (process) =>
      changeContexts(
        { contexts: process.contexts, journal: process.hands.journal },
        { verb: 'remove', context: mine },
      ),
    stands: async (world) => ((await hostOf(world, mine.name)) === undefined ? 'after' : 'before'),
    foreign: (world) => hostOf(world, theirs.name),
  },
  {
    name: 'a Docker context is selected',
    prepare: (world) => contextsOf(world).write(mine),
    act: (process) =>
      changeContexts(
        { contexts: process.contexts, journal: process.hands.journal },
        { verb: 'select', name: mine.name, before: undefined },
      ),
    stands: async (world) => {
      const selected = await contextsOf(world).readSelected();
      return selected.kind === 'read' && selected.value === mine.name ? 'after' : 'before';
    },
    foreign: (world) => hostOf(world, mine.name),
  },
  {
    name: 'a setting is changed',
    act: ({ live, hands }) =>
      changeSetting({ live, journal: hands.journal }, { key: 'direct.holdMs', value: 250, by: 'cli' }),
    stands: async ({ home }) =>
      (await readSettings(home.settings)).settings['direct.holdMs'] === 250 ? 'after' : 'before',
    foreign: async ({ home }) => (await readSettings(home.settings)).settings['tick.ms'],
  },
  {
    name: 'a port is opened for a container',
    act: async ({ hands }) => {
      const open = new OpenPorts({
        ...hands,
        dial: () => Promise.reject(new Error('nobody calls')),
        carry: () => undefined,
        changed: () => undefined,
      });
      const port = {
        machine: 'default',
        container: 'web',
        protocol: 'tcp',
        port: 0,
        host: '127.0.0.1',
      } as const;
      // Killed or not, the listener ends with this test's process; a real one ends with its own.
      await open.set([{ ...port, verdict: { kind: 'open' } }]).finally(() => void open.stop());
    },
    stands: () => Promise.resolve('before'),
    foreign: () => undefined,
  },
];
