import {
  existsSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
  globSync,
} from 'node:fs';
import path from 'node:path';
import { isAlive, type Recorded } from '../stage/recorded.ts';
import { until } from './command.ts';
import { labNames, labsRoot, type LabNames } from './names.ts';

/** What must be ended when the process that holds a lab was killed. */
export interface LabState {
  readonly owner: Recorded;
  readonly holders: readonly Recorded[];
  /** Directories below /sys/fs/cgroup. */
  readonly cgroups: readonly string[];
}

export function writeState(names: LabNames, state: LabState): void {
  writeFileSync(names.state, JSON.stringify(state));
}

export function readState(names: LabNames): LabState | undefined {
  try {
    return JSON.parse(readFileSync(names.state, 'utf8')) as LabState;
  } catch {
    return undefined;
  }
}

/** Ids of the labs whose folders are there, whether they stand or not. */
function knownLabs(): readonly string[] {
  if (!existsSync(labsRoot)) return [];
  return readdirSync(labsRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.endsWith(gone))
    .map((entry) => entry.name);
}

/** What a lab's guard calls a folder that it is removing. */
const gone = '.gone';

/** Removes what is left of labs whose process is gone; returns their ids. */
export async function sweep(): Promise<readonly string[]> {
  const dead = knownLabs().filter((id) => {
    const names = labNames(id);
    const state = readState(names);
    // Without a state it is either broken or just being made by somebody else.
    return state === undefined ? isOld(names.root) : !isAlive(state.owner);
  });
  for (const id of dead) await clear(labNames(id));
  for (const folder of globSync(path.join(labsRoot, `*${gone}`))) {
    const names = labNames(path.basename(folder, gone));
    // A new lab of that name has groups of that name.
    if (existsSync(names.root) || isGuarded(names)) continue;
    await removeGroups(groupsOf(names));
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
  return dead;
}

/** Whether the guard that moved the folder away is still at work; it may have been killed on the way. */
function isGuarded({ root }: LabNames): boolean {
  return globSync('/proc/[0-9]*/cmdline').some((file) => {
    try {
      return readFileSync(file, 'utf8').includes(`\0guard\0${root}\0`);
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
}

function groupsOf({ id }: LabNames): readonly string[] {
  return globSync(['/sys/fs/cgroup', '/sys/fs/cgroup/*'].map((at) => `${at}/fairlead-lab-${id}-*`));
}

function isOld(folder: string): boolean {
  return Date.now() - statSync(folder).mtimeMs > 60_000;
}

/** Ends what the state names, then removes the lab's folder. */
export async function clear(names: LabNames): Promise<void> {
  const state = readState(names);
  for (const holder of state?.holders ?? []) if (isAlive(holder)) process.kill(holder.pid, 'SIGKILL');
  await until('the processes of the lab end', 10_000, () =>
    state?.holders.some(isAlive) === true ? undefined : true,
  );
  await removeGroups(state?.cgroups ?? []);
  rmSync(names.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  rmSync(names.holderLog, { force: true });
}

/** Control groups go away leaf by leaf, and only when the last process in them has been reaped. */
async function removeGroups(groups: readonly string[]): Promise<void> {
  for (const group of groups)
    await until(`${group} is empty`, 10_000, () => {
      const leaves = globSync('**/', { cwd: group }).sort((a, b) => b.length - a.length);
      try {
        for (const leaf of leaves) rmdirSync(path.join(group, leaf));
        if (existsSync(group)) rmdirSync(group);
        return true;
      } catch {
        return undefined;
      }
    });
}
