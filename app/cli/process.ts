import { exitCodes } from './exit-codes.ts';
import { main } from './main.ts';
import { processWorld } from './process-world.ts';

/** Runs a command line in this process; resolves with the exit code. */
export async function runProcess(argv: readonly string[]): Promise<number> {
  const interrupt = new AbortController();
  // The daemon stops in its own order (app/daemon/serve.ts) and does not look at this signal.
  const isDaemon = argv.includes('daemon');
  const onInterrupt = (): void => {
    interrupt.abort();
    // A second Ctrl-C ends what does not heed the first.
    process.once('SIGINT', () => process.exit(exitCodes.interrupted));
  };
  if (!isDaemon) process.once('SIGINT', onInterrupt);
  const code = await main(argv, processWorld(interrupt.signal));
  return process.exitCode === undefined ? code : Number(process.exitCode);
}
