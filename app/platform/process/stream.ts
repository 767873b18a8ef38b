import { spawn, type ChildProcess } from 'node:child_process';
import { childEnvironment } from './run.ts';

export interface StreamOptions {
  readonly file: string;
  readonly args: readonly string[];
  /** Each line of stdout, without its end. */
  readonly onLine: (line: string) => void;
  /** Once, when the program is gone or could not be started; not after `stop`. */
  readonly onEnd: (reason: string) => void;
}

export interface Stream {
  /** Ends the program and its children; resolves when they are gone. */
  stop(): Promise<void>;
}

/** Characters kept of a line that does not end; no program we follow prints such a line. */
const longestLine = 64 * 1024;
/** Milliseconds between the polite signal and the other one. */
const graceMs = 500;

/** Groups that are alive, so that a daemon that exits without stopping its watches takes them with it. */
const alive = new Set<number>();
let armed = false;

/**
 * Follows the output of a program that does not end by itself (`route -n monitor`, `ip monitor`).
 *
 * After a SIGKILL of the daemon nobody can signal the program. It then ends by SIGPIPE at its next line,
 * because the reading end of its stdout is gone; it does not read its stdin, so closing that has no effect.
 */
export function streamLines(options: StreamOptions): Stream {
  const { file, args, onLine, onEnd } = options;
  // Without descriptors for its pipes (EMFILE) there are no streams; the error is told all the same.
  const child: ChildProcess = spawn(file, [...args], {
    // A group of its own, so that its children end with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(),
  });
  remember(child.pid);
  let rest = '';
  let complaint = '';
  let stopped = false;

  const gone = new Promise<void>((resolve) => {
    const end = (reason: string): void => {
      if (child.pid !== undefined) alive.delete(child.pid);
      resolve();
      if (stopped) return;
      stopped = true;
      onEnd(complaint === '' ? reason : `${reason}: ${complaint}`);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ENOENT' || error.code === 'EACCES';
      end(missing ? `${file} is not there or may not be run` : `${file} could not be started`);
    });
    // A grandchild may hold the pipes open long after: the end of the program is what counts.
    child.once('exit', (code, signal) => {
      killGroup(child.pid, 'SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
      end(`${file} ended with ${signal ?? `status ${code ?? 'unknown'}`}`);
    });
  });

  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) if (!stopped) onLine(line.replace(/\r$/, ''));
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    complaint = (complaint + chunk).trim().slice(0, 200);
  });

  return {
    async stop() {
      stopped = true;
      killGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(() => killGroup(child.pid, 'SIGKILL'), graceMs);
      await gone;
      clearTimeout(timer);
    },
  };
}

function remember(pid: number | undefined): void {
  if (pid === undefined) return;
  alive.add(pid);
  if (armed) return;
  armed = true;
  process.once('exit', () => {
    for (const one of alive) killGroup(one, 'SIGKILL');
  });
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  // A number that is no longer ours may belong to somebody else's program by now.
  if (pid === undefined || !alive.has(pid)) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}
