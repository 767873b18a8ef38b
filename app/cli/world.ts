import type { Core, CoreOptions } from '../daemon/core.ts';
import type { Output } from './print/terminal.ts';

/** Everything outside a command: the process in `fairlead`, recorders in tests. */
export interface World {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Buffer | string> & { readonly isTTY?: boolean };
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
  readonly openCore: (options: CoreOptions) => Promise<Core>;
}
