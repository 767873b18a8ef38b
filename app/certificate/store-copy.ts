import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { writeAtomic, writeNew } from '../home/atomic.ts';
import type { ChangeResult } from '../ports.ts';
import { stampOf } from './guest-script.ts';

export interface StoreCopy {
  /** `server.pem` of the machine's directory. */
  readonly file: string;
  readonly pem: string;
  /** Milliseconds since the epoch, for the name of the backup. */
  readonly now: number;
}

/** What was changed, and where the old content is kept; no `backup` when there was nothing before. */
export type StoreChange =
  Exclude<ChangeResult, { kind: 'done' }> | { readonly kind: 'done'; readonly backup?: string };

/**
 * Puts the certificate the engine now serves into the store, so that docker-machine agrees with it. The old
 * one stays beside it as `server.pem.fairlead-<yyyymmddThhmmssZ>`.
 */
export function copyToStore({ file, pem, now }: StoreCopy): Promise<StoreChange> {
  return replace({ file, now, edit: () => pem });
}

export interface SansChange {
  /** `config.json` of the machine's directory. */
  readonly file: string;
  readonly names: readonly string[];
  readonly now: number;
}

/**
 * Adds names to `HostOptions.AuthOptions.ServerCertSANs`, so that docker-machine's own regenerate-certs keeps
 * them. Everything else in the file stays, known to us or not; the form is docker-machine's, four spaces.
 */
export function addServerSans({ file, names, now }: SansChange): Promise<StoreChange> {
  return replace({
    file,
    now,
    edit: (text) => {
      const config: unknown = JSON.parse(text);
      const auth = objectAt(objectAt(config, 'HostOptions'), 'AuthOptions');
      const had = auth['ServerCertSANs'] ?? [];
      if (!Array.isArray(had)) throw new Error('ServerCertSANs is not a list');
      const missing = names.filter((name) => !had.includes(name));
      if (missing.length === 0) return text;
      auth['ServerCertSANs'] = [...(had as unknown[]), ...missing];
      return JSON.stringify(config, undefined, 4);
    },
  });
}

/** Takes names out again that were added by `addServerSans`; others stay. */
export function removeServerSans({ file, names, now }: SansChange): Promise<StoreChange> {
  return replace({
    file,
    now,
    edit: (text) => {
      const config: unknown = JSON.parse(text);
      const auth = objectAt(objectAt(config, 'HostOptions'), 'AuthOptions');
      const had: unknown = auth['ServerCertSANs'];
      if (!Array.isArray(had) || !names.some((name) => had.includes(name))) return text;
      auth['ServerCertSANs'] = had.filter((name) => !names.includes(String(name)));
      return JSON.stringify(config, undefined, 4);
    },
  });
}

/** Which of the names the list lacks; none when the file cannot be read as it should. */
export async function missingServerSans(file: string, names: readonly string[]): Promise<readonly string[]> {
  try {
    const config: unknown = JSON.parse(await readFile(file, 'utf8'));
    const had: unknown = objectAt(objectAt(config, 'HostOptions'), 'AuthOptions')['ServerCertSANs'] ?? [];
    return Array.isArray(had) ? names.filter((name) => !had.includes(name)) : [];
  } catch {
    return [];
  }
}

interface Replacement {
  readonly file: string;
  readonly now: number;
  /** The new text; the same text means that nothing is to be done. */
  readonly edit: (text: string) => string;
}

async function replace({ file: named, now, edit }: Replacement): Promise<StoreChange> {
  try {
    // A store may have been moved and linked; within it, the file itself has to be a file.
    const file = path.join(await realpath(path.dirname(named)), path.basename(named));
    const mode = await modeOf(file);
    const before = mode === undefined ? undefined : await readFile(file, 'utf8');
    const after = edit(before ?? '');
    if (after === before) return { kind: 'done' };
    const backup =
      before === undefined ? undefined : await keep({ file, text: before, now, mode: mode ?? 0o600 });
    await writeAtomic(file, after, { mode: mode ?? 0o600 });
    return backup === undefined ? { kind: 'done' } : { kind: 'done', backup };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      error instanceof SyntaxError ? 'it is not JSON' : error instanceof Error ? error.message : 'unknown';
    return {
      kind: code === 'EACCES' || code === 'EPERM' ? 'refused' : 'failed',
      reason: `${named}: ${reason}`,
    };
  }
}

async function modeOf(file: string): Promise<number | undefined> {
  try {
    const found = await lstat(file);
    if (!found.isFile()) throw new Error('it is not an ordinary file');
    return found.mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

interface Kept {
  readonly file: string;
  readonly text: string;
  readonly now: number;
  readonly mode: number;
}

/** A backup never takes the place of an earlier one. */
async function keep({ file, text, now, mode }: Kept): Promise<string> {
  const base = `${file}.fairlead-${stampOf(now)}`;
  for (let number = 1; number < 100; number++) {
    const backup = number === 1 ? base : `${base}-${number}`;
    if (await writeNew(backup, text, { mode })) return backup;
  }
  throw new Error(`there are too many backups named ${base}`);
}

function objectAt(value: unknown, key: string): Record<string, unknown> {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error(`it has no ${key}`);
  return found as Record<string, unknown>;
}
