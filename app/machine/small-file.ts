import { constants, closeSync, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** Bytes of a certificate or key file that are read at most; a whole bundle of the web's CAs has a quarter of that. */
const limitBytes = 1024 * 1024;

/** Without O_NONBLOCK, opening a named pipe waits for a writer that may never come. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Reads a file whose path a machine's config.json names, and which may therefore be anything: a pipe, a device, a
 * disk image. Throws as Node does, with the code `ENOTFILE` or `EFBIG` for what is no small file.
 */
export async function readSmallFile(file: string): Promise<Buffer> {
  const handle = await open(file, flags);
  try {
    check(file, await handle.stat());
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

export async function readSmallText(file: string): Promise<string> {
  return (await readSmallFile(file)).toString('utf8');
}

export function readSmallTextSync(file: string): string {
  const descriptor = openSync(file, flags);
  try {
    check(file, fstatSync(descriptor));
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

function check(file: string, found: Stats): void {
  if (!found.isFile())
    throw Object.assign(new Error(`ENOTFILE: ${file} is no regular file`), { code: 'ENOTFILE' });
  if (found.size > limitBytes)
    throw Object.assign(new Error(`EFBIG: ${file} has ${found.size} bytes`), { code: 'EFBIG' });
}
