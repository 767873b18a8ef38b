import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { checkFiles } from './check-files.ts';
import type { Home } from './home.ts';
import { strangerIn } from './own-folder.ts';
import { chooseShorterFolder, socketPathLimit } from './socket-path.ts';

export type Prepared =
  | { readonly kind: 'ready'; /** What was mended, in words. */ readonly mended: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string; /** What to type. */ readonly next: string };

/**
 * Makes the home's folders with mode 0700 and mends a wrong mode. Refuses, with the reason, a home that
 * somebody else could change under us: what is in there decides which commands run.
 */
export function prepareHome(home: Home): Prepared {
  const unfit = refuseLongSocket(home) ?? refuseSharedFolder(home);
  if (unfit !== undefined) return unfit;
  const mended: string[] = [];
  for (const directory of new Set([home.root, home.logs])) {
    const prepared = prepareDirectory(directory);
    if (prepared.kind === 'refused') return prepared;
    mended.push(...prepared.mended);
  }
  const files = checkFiles(home);
  return files.kind === 'refused' ? files : { kind: 'ready', mended: [...mended, ...files.mended] };
}

function refuseLongSocket(home: Home): (Prepared & { kind: 'refused' }) | undefined {
  const bytes = Buffer.byteLength(home.socket);
  if (bytes < socketPathLimit) return undefined;
  return {
    kind: 'refused',
    reason: `the path of the control socket has ${bytes} bytes, and a socket path must stay under ${socketPathLimit}: ${home.socket}`,
    next: chooseShorterFolder,
  };
}

function refuseSharedFolder(home: Home): (Prepared & { kind: 'refused' }) | undefined {
  const stranger = strangerIn(home);
  if (stranger === undefined) return undefined;
  return {
    kind: 'refused',
    reason: `${home.root} holds "${stranger}", which is not Fairlead's, and Fairlead keeps its files only in a folder of its own`,
    next: 'name a new folder, or an empty one, with --home or FAIRLEAD_HOME',
  };
}

/** One folder after the other: Node's own recursion never ends where the parent is there and refuses (/proc). */
function makeFolder(directory: string): void {
  const parent = path.dirname(directory);
  if (parent !== directory && !existsSync(parent)) makeFolder(parent);
  mkdirSync(directory, { mode: 0o700 });
}

export function prepareDirectory(directory: string): Prepared {
  const refuse = (reason: string, next: string): Prepared => ({ kind: 'refused', reason, next });
  try {
    makeFolder(directory);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A file (EEXIST) or a dangling link (ENOENT) at the path itself is better named below.
    if (code !== 'EEXIST' && code !== 'ENOENT') return refuse(...whyNotMade(directory, code));
  }
  try {
    const found = lstatSync(directory);
    if (found.isSymbolicLink())
      return refuse(
        `${directory} is a symbolic link, and Fairlead keeps its files only in a folder of its own`,
        `set FAIRLEAD_HOME to the folder it points to, or remove the link: rm '${directory}'`,
      );
    if (!found.isDirectory())
      return refuse(
        `${directory} is in the way: it is not a folder`,
        // A device such as /dev/null is nobody's to move.
        found.isFile() ? `mv '${directory}' '${directory}.old'` : 'set FAIRLEAD_HOME to a folder of your own',
      );
    const user = process.getuid?.();
    if (user !== undefined && found.uid !== user)
      return refuse(
        `${directory} belongs to the user with id ${found.uid}, not to you (${user})`,
        `sudo chown -R "$(id -un)" '${directory}', or set FAIRLEAD_HOME to a folder of your own`,
      );
    const mended: string[] = [];
    const mode = found.mode & 0o777;
    if (mode !== 0o700) {
      chmodSync(directory, 0o700);
      mended.push(`${directory} had mode ${mode.toString(8).padStart(4, '0')} and has 0700 now`);
    }
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return { kind: 'ready', mended };
  } catch (error) {
    return refuse(...whyNotMade(directory, (error as NodeJS.ErrnoException).code));
  }
}

function whyNotMade(directory: string, code: string | undefined): [reason: string, next: string] {
  const elsewhere = 'set FAIRLEAD_HOME to a folder that can be written';
  switch (code) {
    case 'EROFS':
      return [`${directory} is on a disk that cannot be written`, elsewhere];
    case 'ENOTDIR':
      return [`${directory} cannot be made: a part of that path is a file`, elsewhere];
    case 'EACCES':
    case 'EPERM':
      return [`${directory} may not be written by you`, elsewhere];
    case 'ENOSPC':
      return [`${directory} cannot be made: the disk is full`, 'free some space, then try again'];
    case 'ENAMETOOLONG':
      return [`${directory} is too long a path`, elsewhere];
    case undefined:
    default:
      return [`${directory} cannot be used (${code ?? 'unknown reason'})`, elsewhere];
  }
}
