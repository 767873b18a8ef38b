import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readFootprint } from '../footprint.ts';

const execute = promisify(execFile);

/** The processes that a stream passes, each of which could have a core of its own, by what they are. */
export type Processes = Readonly<Record<string, readonly number[]>>;

/** Milliseconds of processor time for 1 MB, by process. */
export type StageTimes = Readonly<Record<string, number>>;

/** What each process of a stream used while `work` ran. */
export async function stageTimes<T>(
  processes: Processes,
  { megabytes, work }: { megabytes: number; work: () => Promise<T> },
): Promise<{ readonly value: T; readonly times: StageTimes }> {
  const before = await used(processes);
  const value = await work();
  const after = await used(processes);
  const times = Object.keys(processes).map((name) => {
    const ms = (after[name] ?? NaN) - (before[name] ?? NaN);
    return [name, ms / megabytes] as const;
  });
  return { value, times: Object.fromEntries(times) };
}

/** However many cores there are, a stream is no faster than the busiest process in it. */
export function slowestStage(times: StageTimes): number {
  return Math.max(...Object.values(times));
}

/** A process with all it started, at this moment: sshd has a process or two for each connection. */
export async function familyOf(pid: number): Promise<number[]> {
  const { stdout } = await execute('ps', ['-A', '-o', 'pid=,ppid=']);
  const parents = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = [pid];
  // Grows while it is gone through.
  for (const member of family)
    for (const [child = 0, parent] of parents) if (parent === member) family.push(child);
  return family;
}

async function used(processes: Processes): Promise<StageTimes> {
  const sums = Object.entries(processes).map(async ([name, pids]) => {
    const each = await Promise.all(pids.map(async (pid) => (await readFootprint(pid)).cpuMs));
    return [name, each.reduce((sum, ms) => sum + ms, 0)] as const;
  });
  return Object.fromEntries(await Promise.all(sums));
}
