/** The folders of stages, and what to do about those whose process was killed together with its guard. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryRoot } from '../../app/testing/temporary.ts';
import { startGuard } from './guard.ts';
import { isAlive, recorded } from './recorded.ts';

/** A folder with this process's name in it. Short, because paths of Unix sockets in it must stay under 104 bytes. */
export function makeRoot(): string {
  const root = mkdtempSync(path.join(temporaryRoot(), prefix));
  mkdirSync(path.join(root, 'pids'), { mode: 0o700 });
  const { pid, began } = recorded(process.pid);
  writeFileSync(path.join(root, ownerFile), `${pid} ${began}`);
  return root;
}

/** Ends and removes what is left of stages whose process is gone; returns their folders. */
export async function sweepStages(among = temporaryRoot()): Promise<readonly string[]> {
  const dead = readdirSync(among)
    .filter((name) => name.startsWith(prefix))
    .map((name) => path.join(among, name))
    .filter(isDead);
  await Promise.all(dead.map((root) => startGuard(root).release()));
  return dead;
}

const prefix = 'fl-';
const ownerFile = 'owner';

/** Whether a stage's folder names a process that runs no more. A folder that names none is somebody else's. */
function isDead(root: string): boolean {
  try {
    const [pid = '', began = ''] = readFileSync(path.join(root, ownerFile), 'utf8').split(' ');
    return /^[1-9]\d*$/.test(pid) && !isAlive({ pid: Number(pid), began });
  } catch {
    return false;
  }
}
