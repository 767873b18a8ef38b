import { readFile } from 'node:fs/promises';
import type { Settings } from '../../../shared/settings.ts';
import { run, type Run } from '../../platform/process/run.ts';

export type Installed =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads its own file as root: the one command of the permission that changes nothing. */
export const reader = '/bin/cat';

/**
 * The installed permission. Its mode lets only root read it; a file of ours allows to read itself, so that it can be
 * compared byte for byte. Never asks for a password.
 */
export async function readInstalled(
  file: string,
  { settings, run: runProgram = run }: { readonly settings: Settings; readonly run?: Run },
): Promise<Installed> {
  try {
    return { kind: 'text', text: await readFile(file, 'utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'absent' };
    if (code !== 'EACCES') return { kind: 'unreadable', reason: `${file} cannot be read: ${String(code)}` };
  }
  const ran = await runProgram(settings['tools.sudo'], ['-n', reader, file], { timeoutMs: 5000 });
  if (ran.kind === 'ran' && ran.exitCode === 0) return { kind: 'text', text: ran.stdout };
  return { kind: 'unreadable', reason: `only root may read ${file}` };
}
