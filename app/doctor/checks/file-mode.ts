import { stat } from 'node:fs/promises';

/** Permission bits of a file as four octal digits, as the journal keeps them; undefined when there is none. */
export async function modeOf(file: unknown): Promise<string | undefined> {
  if (typeof file !== 'string') return undefined;
  try {
    return ((await stat(file)).mode & 0o7777).toString(8).padStart(4, '0');
  } catch {
    return undefined;
  }
}
