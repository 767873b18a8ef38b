import { lstat, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../platform/process/is-alive.ts';

/** `settings.json.4711-0123456789ab.tmp`, as writeAtomic names them. */
const temporary = /^(.+)\.(\d{1,10})-[0-9a-f]{12}\.tmp$/;

/**
 * Removes temporary files of ours that a crash left in a folder: those whose process is gone, of this user, and no
 * links. `of` names the file they were to become; without it, all of them. Answers the names that were removed; what
 * cannot be read or removed stays.
 */
export async function clearTemporaries(folder: string, of?: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const cleared: string[] = [];
  for (const name of names) {
    const [, target, pid] = temporary.exec(name) ?? [];
    if (target === undefined || (of !== undefined && target !== of) || isAlive(Number(pid))) continue;
    const file = path.join(folder, name);
    const found = await lstat(file).catch(() => undefined);
    if (found?.isFile() !== true || found.uid !== process.getuid?.()) continue;
    await unlink(file).then(
      () => cleared.push(name),
      () => undefined,
    );
  }
  return cleared;
}
