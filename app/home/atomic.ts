import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';

export interface WriteOptions {
  /** Permission bits of the new file, whatever the umask says: 0o600. */
  readonly mode: number;
}

/**
 * Replaces a file so that a reader, or a crash at any moment, sees the old content or the new one and
 * nothing between: a temporary file beside it, fsync, rename, fsync of the directory.
 *
 * A symlink at `file` is refused, not followed: renaming over it would silently part a file from the
 * place its owner linked it to, and following it would let whoever owns the link pick what is written.
 * Throws an Error that names the file; what was there is then untouched and no temporary file is left.
 */
export async function writeAtomic(
  file: string,
  data: string | Uint8Array,
  { mode }: WriteOptions,
): Promise<void> {
  await refuseLink(file);
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    await writeDown({ file: temporary, data, mode });
    await rename(temporary, file).catch(async (error: unknown) => {
      await unlink(temporary).catch(() => undefined);
      throw error;
    });
  } catch (error) {
    throw new Error(`${file} could not be written: ${messageOf(error)}`, { cause: error });
  }
  await syncDirectory(path.dirname(file));
}

/**
 * Writes a file that must not exist yet, with the same care; a backup made this way never takes the
 * place of an earlier one. Answers false, and changes nothing, when something is there already.
 */
export async function writeNew(
  file: string,
  data: string | Uint8Array,
  { mode }: WriteOptions,
): Promise<boolean> {
  try {
    await writeDown({ file, data, mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Error(`${file} could not be written: ${messageOf(error)}`, { cause: error });
  }
  await syncDirectory(path.dirname(file));
  return true;
}

interface NewFile {
  readonly file: string;
  readonly data: string | Uint8Array;
  readonly mode: number;
}

/** Creates the file; one that could not be written to its end is taken away again. */
async function writeDown({ file, data, mode }: NewFile): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(file, flags, mode);
  try {
    await handle.chmod(mode);
    await handle.writeFile(data);
    await handle.sync();
  } catch (error) {
    await unlink(file).catch(() => undefined);
    throw error;
  } finally {
    await handle.close();
  }
}

async function refuseLink(file: string): Promise<void> {
  const found = await lstat(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`${file} could not be written: ${messageOf(error)}`, { cause: error });
  });
  if (found !== undefined && !found.isFile())
    throw new Error(`${file} is not an ordinary file; Fairlead does not write through it`);
}

/** Without this, a power cut can undo the rename. Some file systems cannot sync a directory; that is no failure. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, constants.O_RDONLY).catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync();
  } catch {
    // The data itself is on disk; only the name could be lost in a power cut.
  } finally {
    await handle.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
