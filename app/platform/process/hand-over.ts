import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { accessSync, constants as modes, statSync } from 'node:fs';
import path from 'node:path';

export interface HandOverOptions {
  /** Where its output goes; `stderr` when our own stdout is an answer for a program. */
  readonly output?: 'stdout' | 'stderr';
  /** Milliseconds after which it is ended; by default never, because a person sits before it. */
  readonly limitMs?: number;
}

/**
 * Runs a program in our place: with our terminal, input and output. Resolves with its exit code, which for a program
 * ended by a signal is 128 and the signal's number.
 */
export function handOver(
  file: string,
  args: readonly string[],
  { output = 'stdout', limitMs }: HandOverOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...args], {
      stdio: ['inherit', output === 'stderr' ? 2 : 1, 2],
      ...(limitMs === undefined ? {} : { timeout: limitMs, killSignal: 'SIGTERM' }),
    });
    // Ctrl-C is for the program; we end when it does.
    const ignore = (): void => undefined;
    process.on('SIGINT', ignore);
    child.once('error', (error) => {
      process.off('SIGINT', ignore);
      reject(error);
    });
    child.once('close', (code, signal) => {
      process.off('SIGINT', ignore);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** The first of these names that is a program on $PATH or in one of the further folders. */
export function findProgram(
  name: string,
  { pathEnvironment, more = [] }: { readonly pathEnvironment: string; readonly more?: readonly string[] },
): string | undefined {
  const folders = [...pathEnvironment.split(':').filter((folder) => path.isAbsolute(folder)), ...more];
  return folders.map((folder) => path.join(folder, name)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, modes.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
