import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * Replaces a file so that a reader, or a crash at any moment, sees the old content or the new one and
 * nothing in between. Throws what the file system throws; the old file is then untouched.
 */
export async function writeAtomic(
  file: string,
  data: string | Buffer,
  options: { readonly mode: number },
): Promise<void> {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(6).toString('hex')}`,
  );
  try {
    await using handle = await open(temporary, 'wx', options.mode);
    await handle.chmod(options.mode);
    await handle.writeFile(data);
    await handle.sync();
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
