import type { Readable } from 'node:stream';
import type { ElectronParts } from './parts.ts';

export interface DaemonChildOptions {
  readonly utilityProcess: ElectronParts['utilityProcess'];
  /** `dist/fairlead.js`: the very command a terminal would start. */
  readonly program: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface DaemonChild {
  /** Resolves with what ended it. */
  readonly exited: Promise<{ readonly code: number; readonly said: string }>;
  kill(): void;
}

/** What a daemon says before it ends is a line or two. */
const saidLimit = 4000;

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
  let said = '';
  const { stderr } = child as { readonly stderr?: Readable | null };
  stderr?.on('data', (chunk: Buffer | string) => {
    said = (said + String(chunk)).slice(-saidLimit);
  });
  const exited = new Promise<{ code: number; said: string }>((resolve) => {
    child.on('exit', (code) => resolve({ code, said: said.trim() }));
  });
  return {
    exited,
    kill() {
      // First in good order, so that it can put things back; kill() alone is a SIGTERM, which may not do.
      if (child.pid !== undefined && !child.kill()) process.kill(child.pid, 'SIGKILL');
    },
  };
}
