import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { GuestError } from '../../machine/guest-error.ts';

const maxBytes = 64 * 1024;

/**
 * Reads a machine's private key. One that others may read is refused, as ssh does: whoever read it is root
 * in the machine. Throws GuestError with the command that helps.
 */
export async function readPrivateKey(file: string): Promise<Buffer> {
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const found = await handle.stat();
      if (!found.isFile() || found.size > maxBytes)
        throw new GuestError('key-unreadable', `The SSH key ${file} is not a key file`);
      if ((found.mode & 0o077) !== 0)
        throw new GuestError('key-exposed', `The SSH key ${file} may be read by other users`, {
          next: `chmod 600 '${file.replaceAll("'", `'\\''`)}'`,
        });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof GuestError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new GuestError('key-unreadable', `The SSH key ${file} cannot be read (${code})`, { cause: error });
  }
}
