import type { Readable } from 'node:stream';
import type { ElectronParts } from './parts.ts';

export interface DaemonChildOptions {
  readonly utilityProcess: ElectronParts['utilityProcess'];
  /** `dist/fairlead.js`: the very command a terminal would start. */
  readonly program: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Sends a signal. Default: process.kill. */
  readonly signal?: (pid: number, name: 'SIGKILL') => void;
}

export interface DaemonChild {
  /** Resolves with what ended it. */
  readonly exited: Promise<{ readonly code: number; readonly said: string }>;
  /** Asks it to end in good order, with time to put things back. */
  end(): void;
  /** Ends it at once. */
  kill(): void;
}

/** What a daemon says before it ends is a line or two. */
const saidLimit = 4000;
/** Its end is known before its last words have been read from the pipe; longest wait for them. */
const lastWordsMs = 250;

/**
 * Starts the daemon as a utility process: a crash of one does not take the other, and no fuse has to let the
 * app's binary run as Node.
 */
export function startDaemonChild(options: DaemonChildOptions): DaemonChild {
  const { utilityProcess, program, home, environment } = options;
  const child = utilityProcess.fork(program, ['daemon', '--home', home], {
    serviceName: 'Fairlead daemon',
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  let pid: number | undefined;
  let isWanted = true;
  child.on('spawn', () => {
    ({ pid } = child);
    // A process that is still being started cannot be ended; Electron answers false and does nothing.
    if (!isWanted) child.kill();
  });
  // "exit" follows in any case; an "error" that nobody hears would end the app.
  child.on('error', () => undefined);
  const stderr = (child as { readonly stderr?: Readable | null }).stderr ?? undefined;
  let said = '';
  const hear = (chunk: Buffer | string): void => {
    said = (said + String(chunk)).slice(-saidLimit);
  };
  stderr?.on('data', hear);
  const exited = new Promise<{ code: number; said: string }>((resolve) => {
    child.on('exit', (code) => {
      pid = undefined;
      void lastWords(stderr, hear).then(() => resolve({ code, said: said.trim() }));
    });
  });
  const signal = options.signal ?? ((to, name) => void process.kill(to, name));
  return {
    exited,
    end() {
      isWanted = false;
      child.kill();
    },
    kill() {
      isWanted = false;
      // child.kill() is a SIGTERM, which a daemon that hangs never hears.
      if (pid === undefined) child.kill();
      else signal(pid, 'SIGKILL');
    },
  };
}

/**
 * Electron takes every listener away as soon as it has told the end. What is still in the pipe comes after that, and is
 * lost unless somebody listens again before the next turn of the loop.
 */
async function lastWords(
  stderr: Readable | undefined,
  hear: (chunk: Buffer | string) => void,
): Promise<void> {
  if (stderr === undefined || stderr.readableEnded) return;
  await new Promise<void>((resolve) => {
    queueMicrotask(() => {
      if (!stderr.listeners('data').includes(hear)) stderr.on('data', hear);
      stderr.once('end', resolve);
      setTimeout(resolve, lastWordsMs).unref();
    });
  });
}
