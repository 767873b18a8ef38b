import { existsSync, readFileSync } from 'node:fs';
import { isAlive as hasNumber } from '../../app/platform/process/is-alive.ts';

/** A process, told from a later one with the same number by the time it began, where the system says it. */
export interface Recorded {
  readonly pid: number;
  /** Field 22 of /proc/<pid>/stat: clock ticks since boot. Empty when it runs no more, and on a Mac. */
  readonly began: string;
}

export function recorded(pid: number): Recorded {
  return { pid, began: beganAt(pid) ?? '' };
}

export function isAlive({ pid, began }: Recorded): boolean {
  return existsSync('/proc/self/stat') ? beganAt(pid) === began : hasNumber(pid);
}

function beganAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A zombie runs no more; it waits for its parent only.
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
