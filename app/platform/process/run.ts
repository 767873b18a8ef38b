import { spawn, type ChildProcess } from 'node:child_process';

/** What came of starting a program. Never an exception: a missing or hanging tool is a state of the world. */
export type Ran =
  | { readonly kind: 'ran'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | {
      readonly kind: 'not-run';
      readonly why: 'missing' | 'timeout' | 'too-much' | 'failed';
      readonly reason: string;
    };

export interface RunOptions {
  /** Milliseconds until the program and its children are killed. Default 2000. */
  readonly timeoutMs?: number;
  readonly stdin?: string;
  /** Bytes of stdout plus stderr that are kept; more ends the program. Default 4 MiB. */
  readonly maxBytes?: number;
}

export type Run = (file: string, args: readonly string[], options?: RunOptions) => Promise<Ran>;

/**
 * Runs a program with an argument vector, never through a shell, in the C locale (VirtualBox 7 and
 * strerror translate their texts), with a bound on time and output.
 */
export const run: Run = (file, args, options = {}) =>
  new Promise((resolve) => {
    const { timeoutMs = 2000, maxBytes = 4 * 1024 * 1024 } = options;
    // Without descriptors for its pipes (EMFILE) there are no streams; the error is told all the same.
    const child: ChildProcess = spawn(file, [...args], {
      // A group of its own, so that a hanging grandchild ends with it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment(),
    });
    const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
    let bytes = 0;
    let settled = false;

    const settle = (outcome: Ran): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (outcome.kind === 'not-run') killGroup(child.pid);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(
      () =>
        settle({ kind: 'not-run', why: 'timeout', reason: `${file} did not answer within ${timeoutMs} ms` }),
      timeoutMs,
    );

    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > maxBytes)
          settle({ kind: 'not-run', why: 'too-much', reason: `${file} printed more than ${maxBytes} bytes` });
        else chunks[stream].push(chunk);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' || error.code === 'EACCES';
      const reason = missing
        ? `${file} is not there or may not be run`
        : `${file} could not be started: ${error.message}`;
      settle({ kind: 'not-run', why: missing ? 'missing' : 'failed', reason });
    });
    child.on('close', (code, signal) => {
      if (code === null)
        settle({ kind: 'not-run', why: 'failed', reason: `${file} was ended by ${signal ?? 'a signal'}` });
      else settle({ kind: 'ran', exitCode: code, stdout: text(chunks.stdout), stderr: text(chunks.stderr) });
    });
    // A program that exits without reading its input breaks the pipe; its exit code says the rest.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.stdin ?? '');
  });

/** The environment of every child: the C locale, and nothing that changes what a loader runs. */
export function childEnvironment(): NodeJS.ProcessEnv {
  const { DYLD_LIBRARY_PATH: _dyld, LD_LIBRARY_PATH: _ld, ...rest } = process.env;
  return { ...rest, LC_ALL: 'C', LANG: 'C' };
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
