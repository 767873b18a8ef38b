import { Readable } from 'node:stream';
import { main } from '../cli/main.ts';
import type { World } from '../cli/world.ts';
import type { Core } from '../daemon/core.ts';
import { moment } from './snapshots.ts';

export interface Recorded {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RecordedOptions {
  /** FAIRLEAD_HOME. */
  readonly home: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly stdin?: string | Buffer;
  /** Columns of a terminal; left out means that stdout is a pipe. */
  readonly terminal?: number;
  readonly core?: Core;
  readonly signal?: AbortSignal;
  /** Hears every text written to stdout. */
  readonly hear?: (text: string) => void;
}

/** Runs a command line in this process, at the moment of the test snapshots. */
export async function runRecorded(argv: readonly string[], options: RecordedOptions): Promise<Recorded> {
  const { home, terminal, core } = options;
  const written = { out: '', err: '' };
  const shape = terminal === undefined ? {} : { isTTY: true, columns: terminal };
  const write = (text: string): void => {
    written.out += text;
    options.hear?.(text);
  };
  const world: World = {
    environment: { FAIRLEAD_HOME: home, NO_COLOR: '1', ...options.environment },
    stdout: { ...shape, write },
    stderr: { write: (text: string) => (written.err += text) },
    stdin: Readable.from([Buffer.from(options.stdin ?? '')]),
    now: () => Date.parse(moment),
    signal: options.signal ?? new AbortController().signal,
    openCore: () => (core === undefined ? Promise.reject(new Error('no core here')) : Promise.resolve(core)),
  };
  const code = await main(argv, world);
  return { code, ...written };
}
