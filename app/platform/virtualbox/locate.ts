import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/** Where VirtualBox puts its command: the link its installer makes, and the application itself. */
const usualPlaces = ['/usr/local/bin/VBoxManage', '/Applications/VirtualBox.app/Contents/MacOS/VBoxManage'];
/** Debian's packages add the second spelling. */
const names = ['VBoxManage', 'vboxmanage'];

/**
 * Every path VBoxManage may have, best first: the setting alone when there is one, else the usual places, $PATH
 * and /usr/bin. An application started from the Finder has a bare $PATH. Relative entries of $PATH are left out.
 */
export function candidatePaths(setting: string, pathEnvironment: string): readonly string[] {
  if (setting !== '') return [setting];
  const folders = [...pathEnvironment.split(':').filter((folder) => path.isAbsolute(folder)), '/usr/bin'];
  const more = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...new Set([...usualPlaces, ...more])];
}

/** The first candidate that is a file this user may run. */
export async function locate(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // Not here; the next place may have it.
    }
  }
  return undefined;
}
