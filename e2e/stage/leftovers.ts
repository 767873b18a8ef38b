/** The folders of stages, and what to do about those whose process was killed together with its guard. */
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGuard } from './guard.ts';

/** A folder with this process's name in it. Short, because paths of Unix sockets in it must stay under 104 bytes. */
export function makeRoot(): string {
  const root = mkdtempSync(path.join(parent(), prefix));
  mkdirSync(path.join(root, 'pids'), { mode: 0o700 });
  writeFileSync(path.join(root, ownerFile), `${process.pid} ${beganAt(process.pid)}`);
  return root;
}

/** Ends and removes what is left of stages whose process is gone; returns their folders. */
export async function sweepStages(among = parent()): Promise<readonly string[]> {
  const dead = globSync(path.join(among, `${prefix}*`)).filter(isDead);
  await Promise.all(dead.map((root) => startGuard(root).release()));
  return dead;
}

const prefix = 'fl-';
const ownerFile = 'owner';

function parent(): string {
  return tmpdir().length <= 24 ? tmpdir() : '/tmp';
}

/** Whether a stage's folder names a process that runs no more. A folder that names none is somebody else's. */
function isDead(root: string): boolean {
  try {
    const [pid = '', began = ''] = readFileSync(path.join(root, ownerFile), 'utf8').split(' ');
    return /^[1-9]\d*$/.test(pid) && (!isThere(Number(pid)) || beganAt(Number(pid)) !== began);
  } catch {
    return false;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in ticks since boot, so that a number used again is told apart; '' where nobody says. */
function beganAt(pid: number): string {
  if (!existsSync('/proc/self/stat')) return '';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return 'gone';
  }
}
