import path from 'node:path';
import { NotOurs } from './own-file.ts';

/** What a disk or a folder can refuse, and what a person does about it. */
const remedies: Readonly<Record<string, (folder: string) => string>> = {
  ENOSPC: (folder) => `free some space there: df -h ${folder}`,
  EDQUOT: (folder) => `free some space there: df -h ${folder}`,
  EROFS: (folder) => `see which disk cannot be written: df -h ${folder}`,
  EIO: (folder) => `see which disk does not work: df -h ${folder}`,
  EACCES: (folder) => `see who may write there: ls -la ${folder}`,
  EPERM: (folder) => `see who may write there: ls -la ${folder}`,
};

export interface FileTrouble {
  /** What could not be read or written, and why. */
  readonly message: string;
  /** What to type next. */
  readonly hint: string;
}

/**
 * Whether an error, or what caused it, is a disk that is full or broken, or a folder that may not be written: the
 * computer's trouble, and no fault of Fairlead. `home` is named where the system does not say which file it was.
 */
export function fileTrouble(error: unknown, home: string): FileTrouble | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const { code = '', path: file } = at as NodeJS.ErrnoException;
    const remedy = at instanceof NotOurs ? remedies['EACCES'] : remedies[code];
    if (remedy === undefined) continue;
    const folder = file === undefined ? home : path.dirname(file);
    const { message } = error as Error;
    return { message: message.includes('/') ? message : `${home}: ${message}`, hint: remedy(`'${folder}'`) };
  }
  return undefined;
}
