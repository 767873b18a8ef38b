import path from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { userHome } from '../home/user-home.ts';
import { readConfigText } from '../machine/config-file.ts';
import type { Machine } from '../machine/machine.ts';
import { readStore, storeBases } from '../machine/store.ts';
import { read, unreadable, type Reading } from '../reading.ts';

export type StoreMachine = Machine;

/** A directory of `machines/` that is no machine, with the sentence that says why. */
export interface BrokenMachine {
  readonly name: string;
  readonly reason: string;
  readonly next: string;
}

export interface Stores {
  readonly machines: readonly StoreMachine[];
  readonly broken: readonly BrokenMachine[];
  /** Stores that cannot be listed, in words. */
  readonly problems: readonly string[];
  /** The folders that were looked at. */
  readonly places: readonly string[];
}

/**
 * The machines of all stores, each name once: the first store wins, as for the daemon. `more` are bases a daemon
 * knows that this shell's environment does not name.
 */
export async function readStores(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  more: readonly string[] = [],
): Promise<Stores> {
  const own = storeBases(settings.stores, environment, userHome(environment));
  const bases = [...new Set([...own, ...more])];
  const readings = await Promise.all(bases.map((base) => readStore(base)));
  const entries = readings.flatMap((reading) => (reading.kind === 'read' ? reading.value : []));
  const machines = new Map<string, StoreMachine>();
  const broken = new Map<string, BrokenMachine>();
  for (const entry of entries)
    if (entry.kind === 'broken') broken.set(entry.name, entry);
    else if (!machines.has(entry.machine.name)) machines.set(entry.machine.name, entry.machine);
  return {
    machines: [...machines.values()],
    broken: [...broken.values()].filter(({ name }) => !machines.has(name)),
    problems: readings.flatMap((reading) => (reading.kind === 'unreadable' ? [reading.reason] : [])),
    places: bases.map((base) => path.join(base, 'machines')),
  };
}

/** config.json as it stands there, with every key that Fairlead does not know. */
export async function readWholeConfig({ directory }: Pick<Machine, 'directory'>): Promise<Reading<unknown>> {
  const text = await readConfigText(directory);
  return text.kind === 'json'
    ? read(text.value)
    : unreadable(`${path.join(directory, 'config.json')} cannot be read: ${text.detail}`);
}
