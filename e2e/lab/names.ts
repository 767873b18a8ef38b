import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where a lab keeps its files. Everything else a lab makes is without a name: namespaces, mounts and
 * interfaces live and die with the lab's own processes, so two labs cannot meet. The folder is on a disk,
 * since Docker's images do not belong into memory, and its path is short, since sockets stand in it.
 */
export const labsRoot = '/var/tmp/fairlead-lab';

export interface LabNames {
  readonly id: string;
  /** `/var/tmp/fairlead-lab/<id>`; every other path stands below it. */
  readonly root: string;
  readonly state: string;
  /** What the process printed that holds a lab left standing; beside the folder. */
  readonly holderLog: string;
  readonly logs: string;
  readonly bin: string;
  /** Home of the unprivileged user on the Mac. */
  readonly home: string;
  /** What that user's programs take for temporary files: it goes with the lab. */
  readonly temporary: string;
  readonly store: string;
  /** What the daemon under test keeps. */
  readonly fairlead: string;
  readonly vms: string;
  readonly nat: string;
  readonly vpn: string;
  readonly sudoers: string;
  readonly virtualBoxSocket: string;
  /** Verbs of `npm run lab -- …` to a lab that stands. */
  readonly controlSocket: string;
  /** Where the Mac's reading commands are answered from. */
  readonly macSocket: string;
  /** The repository and this Node, as the unprivileged user sees them. */
  readonly repository: string;
  readonly node: string;
}

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The unprivileged user of the Mac: `nobody`, who exists everywhere and may do nothing. */
export const macUser = { uid: 65534, gid: 65534 } as const;

/** Why a lab cannot be called so, in a sentence; undefined when it can. */
export function whyNoName(id: string): string | undefined {
  if (/^[a-z0-9-]{1,16}$/.test(id)) return undefined;
  return `"${id}" is no name for a lab: use a-z, 0-9 and -, at most 16 of them.`;
}

export function labNames(id = randomBytes(3).toString('hex')): LabNames {
  const problem = whyNoName(id);
  if (problem !== undefined) throw new Error(problem);
  const root = path.join(labsRoot, id);
  const at = (name: string): string => path.join(root, name);
  return {
    id,
    root,
    state: at('state.json'),
    holderLog: `${root}.log`,
    logs: at('logs'),
    bin: at('bin'),
    home: at('home'),
    temporary: at('tmp'),
    store: at('home/.docker/machine'),
    fairlead: at('home/.fairlead'),
    vms: at('vms'),
    nat: at('nat'),
    vpn: at('vpn'),
    sudoers: at('sudoers'),
    virtualBoxSocket: at('vbox.sock'),
    controlSocket: at('lab.sock'),
    macSocket: at('mac.sock'),
    repository: at('repo'),
    node: at('node'),
  };
}
