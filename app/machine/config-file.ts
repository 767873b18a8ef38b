import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Largest config.json that is read, in bytes. Real ones are below 10 KiB. */
export const maxConfigBytes = 1024 * 1024;

/** How long a file that has just changed is waited for. */
const settleMs = 1000;
const pauseMs = 50;
/** A directory or file untouched for longer than this is not in the middle of a save. */
const freshMs = 2000;

/** Time as the reader sees it; tests bring their own, so that nothing sleeps. */
export interface Patience {
  /** Milliseconds since the epoch. */
  now(): number;
  pause(ms: number): Promise<void>;
}

export const realPatience: Patience = { now: () => Date.now(), pause: (ms) => sleep(ms) };

export type ConfigText =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'bad';
      readonly why: 'missing' | 'forbidden' | 'not-a-file' | 'too-large' | 'empty' | 'not-json' | 'failed';
      readonly detail: string;
    };

/**
 * Reads `<directory>/config.json` as JSON. docker-machine does not save atomically: it removes the old
 * file and then renames the new one into place, so a reader can find nothing or half a file. A bad
 * answer is therefore asked again for about a second, but only where something has just changed:
 * a machine that has been broken for a week must not slow every look down.
 */
export async function readConfigText(
  directory: string,
  patience: Patience = realPatience,
): Promise<ConfigText> {
  const file = path.join(directory, 'config.json');
  for (let waited = 0; ; waited += pauseMs) {
    const text = await readOnce(file);
    const mayHeal = text.kind === 'bad' && ['missing', 'empty', 'not-json'].includes(text.why);
    if (!mayHeal || waited >= settleMs || !(await changedJustNow([directory, file], patience))) return text;
    await patience.pause(pauseMs);
  }
}

async function changedJustNow(paths: readonly string[], patience: Patience): Promise<boolean> {
  const times = await Promise.all(
    paths.map((each) =>
      stat(each).then(
        (stats: Stats) => stats.mtimeMs,
        () => -Infinity,
      ),
    ),
  );
  return times.some((time) => Math.abs(patience.now() - time) < freshMs);
}

async function readOnce(file: string): Promise<ConfigText> {
  try {
    // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return bad('not-a-file', 'it is not a file');
      if (stats.size > maxConfigBytes) return bad('too-large', `it has ${stats.size} bytes`);
      const buffer = Buffer.alloc(stats.size + 1);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return parse(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return bad('missing', 'it is not there');
    if (code === 'EACCES' || code === 'EPERM') return bad('forbidden', 'this user may not read it');
    if (code === 'EISDIR' || code === 'ENXIO') return bad('not-a-file', 'it is not a file');
    return bad('failed', message);
  }
}

function parse(text: string): ConfigText {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return bad('empty', 'it is empty');
  try {
    return { kind: 'json', value: JSON.parse(json) as unknown };
  } catch {
    // The parser's own message quotes the file, which may hold anything.
    return bad('not-json', 'it is not complete JSON');
  }
}

function bad(why: Extract<ConfigText, { kind: 'bad' }>['why'], detail: string): ConfigText {
  return { kind: 'bad', why, detail };
}
