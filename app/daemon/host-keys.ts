import path from 'node:path';
import { userHome } from '../home/user-home.ts';
import type { Settings } from '../../shared/settings.ts';
import { readStore, storeBases } from '../machine/store.ts';
import { forgetHostKey, hostKeyFingerprint, readPin } from '../platform/ssh/known-hosts.ts';
import { valueOf } from '../reading.ts';

/** A machine by what its pinned SSH host key goes by. */
export interface Pinned {
  readonly name: string;
  /** Base directory of the store it is in. */
  readonly store: string;
}

export interface ForgottenKey {
  readonly forgotten: boolean;
  /** The key that was pinned; null when there was none, or none that could be read. */
  readonly key: { readonly type: string; readonly fingerprint: string } | null;
}

/** The machines of the stores that can be read, and the folders that were looked at. */
export async function readPinnedMachines(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): Promise<{ machines: readonly Pinned[]; places: readonly string[] }> {
  const bases = storeBases(settings.stores, environment, userHome(environment));
  const inStores = await Promise.all(
    bases.map(async (store) =>
      (valueOf(await readStore(store)) ?? [])
        .filter((entry) => entry.kind === 'machine')
        .map(({ machine }) => ({ name: machine.name, store })),
    ),
  );
  return { machines: inStores.flat(), places: bases.map((base) => path.join(base, 'machines')) };
}

/** The same of a machine the daemon shows by its folder, `<store>/machines/<name>`. */
export function pinnedByPath(name: string, directory: string): Pinned {
  return { name, store: path.dirname(path.dirname(directory)) };
}

/** Takes the key out of the file known_hosts; the next connection pins the one it meets. Throws when it cannot. */
export async function forgetPin(knownHosts: string, machine: Pinned): Promise<ForgottenKey> {
  const key = await readPin(knownHosts, machine);
  const forgotten = await forgetHostKey(knownHosts, machine);
  return {
    forgotten,
    key: key === undefined ? null : { type: key.type, fingerprint: hostKeyFingerprint(key) },
  };
}
