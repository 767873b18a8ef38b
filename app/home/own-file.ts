import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  writeSync,
  type Stats,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** A file of Fairlead's that lies at its place but is not to be used: a link, no file, or somebody else's. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/**
 * Files are looked at when the daemon starts; whoever can write into the folder may exchange them afterwards. So each
 * opening looks again, at the open file: never through a link, an ordinary file, of this user. The flag sees a link at the
 * file alone, so the folder is looked at before, lest a file be made behind it, and once more when the file is open.
 */
const looking = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const toRead = constants.O_RDONLY | looking;
const toAppend = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | looking;

/** The whole text. Throws NotOurs, or what the system says (ENOENT, EACCES). */
export async function readOwn(file: string): Promise<string> {
  await using handle = await openOwn(file, toRead);
  return await handle.readFile('utf8');
}

/** For whoever appends; made with 0600 when it is not there. The caller closes it. */
export function openOwnToAppend(file: string): Promise<FileHandle> {
  return openOwn(file, toAppend);
}

/** For a log, which may not wait; what others may read is mended. Answers the size before. */
export function appendOwnNow(file: string, text: string): number {
  refuseLinkedFolder(file);
  const descriptor = namedLink(file, () => openSync(file, toAppend, 0o600));
  try {
    const stats = fstatSync(descriptor);
    refuse(file, stats);
    if ((stats.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
    return stats.size;
  } finally {
    closeSync(descriptor);
  }
}

async function openOwn(file: string, flags: number): Promise<FileHandle> {
  refuseLinkedFolder(file);
  const handle = await open(file, flags, 0o600).catch((error: unknown) => namedLink(file, () => fail(error)));
  try {
    refuse(file, await handle.stat());
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function refuse(file: string, stats: Stats): void {
  refuseLinkedFolder(file);
  if (!stats.isFile()) throw new NotOurs(`${file} is not an ordinary file`);
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user)
    throw new NotOurs(`${file} belongs to the user with id ${stats.uid}, not to you (${user})`);
}

/** A folder that is not there is for the opening to say. */
function refuseLinkedFolder(file: string): void {
  const folder = path.dirname(file);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    throw new NotOurs(`${folder} is a symbolic link`);
}

/** ELOOP is what the system says of a link; ENXIO of a pipe that nobody reads. */
function namedLink<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP' || code === 'EMLINK') throw new NotOurs(`${file} is a symbolic link`);
    if (code === 'ENXIO' || code === 'EISDIR') throw new NotOurs(`${file} is not an ordinary file`);
    throw error;
  }
}

function fail(error: unknown): never {
  throw error;
}
