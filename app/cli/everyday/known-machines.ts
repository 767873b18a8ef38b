import path from 'node:path';
import type { Settings } from '../../../shared/settings.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import type * as Stores from '../../everyday/stores.ts';
import { chooseMachine } from '../machine-choice.ts';
import { CommandError } from '../exit-codes.ts';
import type { Session } from '../session.ts';

/** A machine of the store, with what a running daemon knows of it. */
export interface KnownMachine {
  readonly name: string;
  readonly machine: Stores.StoreMachine;
  readonly view?: MachineView;
}

export interface KnownMachines {
  readonly settings: Settings;
  readonly machines: readonly KnownMachine[];
  readonly broken: readonly Stores.BrokenMachine[];
  readonly places: readonly string[];
}

/** A daemon answers this from memory, within milliseconds. */
const patienceMs = 2000;

/** Every machine of the stores. Nothing is dialled, and no VM is asked for. */
export async function readKnownMachines(session: Session): Promise<KnownMachines> {
  const { readStores } = await import('../../everyday/stores.ts');
  const [settings, views] = [await session.readSettings(), await askDaemon(session)];
  const bases = views.flatMap(({ directory }) => (directory === undefined ? [] : [baseOf(directory)]));
  const stores = await readStores(settings, session.world.environment, bases);
  for (const problem of stores.problems) session.remark(`warning: ${problem}`);
  const machines = stores.machines.map((machine) => {
    const view = views.find(({ name }) => name === machine.name);
    return { name: machine.name, machine, ...(view === undefined ? {} : { view }) };
  });
  return { settings, machines, broken: stores.broken, places: stores.places };
}

/** The one that is named, or the only one, or `default`; one that is broken is refused with its reason. */
export function chooseKnown(known: KnownMachines, name: string | undefined): KnownMachine {
  const found = known.broken.find((one) => one.name === name);
  if (found !== undefined) throw new CommandError('not-possible', found.reason, { hint: found.next });
  return chooseMachine(known.machines, name, known.places);
}

/** One for each name, in their order, or the one that is meant when none is named. */
export function chooseEach(known: KnownMachines, names: readonly string[]): readonly KnownMachine[] {
  const meant = names.length === 0 ? [undefined] : names;
  return meant.map((name) => chooseKnown(known, name));
}

/** The same, each once: for what is done to them. */
export function chooseSeveral(known: KnownMachines, names: readonly string[]): readonly KnownMachine[] {
  return chooseEach(known, [...new Set(names)]);
}

/** A daemon that does not answer must not keep anybody waiting: the stores say enough. */
async function askDaemon(session: Session): Promise<readonly MachineView[]> {
  const client = await session.daemonIfThere().catch(() => undefined);
  if (client === undefined) return [];
  const { signal } = session.world;
  return client.machines({}, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])).catch(() => {
    signal.throwIfAborted();
    return [];
  });
}

function baseOf(directory: string): string {
  return path.dirname(path.dirname(directory));
}
