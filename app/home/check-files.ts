import { closeSync, constants, fchmodSync, fstatSync, lstatSync, openSync } from 'node:fs';
import path from 'node:path';
import type { Home } from './home.ts';
import type { Prepared } from './prepare.ts';

/**
 * Looks at every file of the home that is there: an ordinary file, ours, and nobody else's to read (settings.json:
 * to write). A wrong mode is mended and said; what is a link, something else than a file, or another user's is
 * refused, because what it says would decide which commands run, or what is written into it would land elsewhere.
 * Opened without following links and judged by the open file, so that nothing can be exchanged in between.
 */
export function checkFiles(home: Home): Prepared {
  const mended: string[] = [];
  const log = path.join(home.logs, 'fairlead.log');
  const files = [home.journal, home.settingsHistory, home.memory, home.knownHosts, log, `${log}.1`];
  for (const [file, forbidden] of [
    ...files.map((one) => [one, 0o077] as const),
    [home.settings, 0o022] as const,
  ]) {
    const checked = checkFile(file, forbidden);
    if (checked.kind === 'refused') return checked;
    mended.push(...checked.mended);
  }
  return { kind: 'ready', mended };
}

function checkFile(file: string, forbidden: number): Prepared {
  const refuse = (reason: string): Prepared => ({
    kind: 'refused',
    reason: `${file} ${reason}`,
    next: `look at it, then set it aside: mv '${file}' '${file}.old'`,
  });
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return { kind: 'ready', mended: [] };
  if (found.isSymbolicLink())
    return refuse('is a symbolic link, and Fairlead keeps its files only in a folder of its own');
  if (!found.isFile()) return refuse('is not an ordinary file');
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return refuse(`cannot be opened (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  try {
    const { uid, mode } = fstatSync(handle);
    const user = process.getuid?.();
    if (user !== undefined && uid !== user)
      return refuse(`belongs to the user with id ${uid}, not to you (${user})`);
    if ((mode & forbidden) === 0) return { kind: 'ready', mended: [] };
    const better = mode & 0o777 & ~forbidden;
    fchmodSync(handle, better);
    return { kind: 'ready', mended: [`${file} had mode ${octal(mode)} and has ${octal(better)} now`] };
  } finally {
    closeSync(handle);
  }
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
