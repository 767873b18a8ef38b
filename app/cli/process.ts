import { exitCodes } from './exit-codes.ts';
import { main } from './main.ts';

/** Runs a command line in this process; resolves with the exit code. */
export async function runProcess(argv: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`fairlead: the output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  const interrupt = new AbortController();
  // The daemon stops in its own order (app/daemon/serve.ts) and does not look at this signal.
  const isDaemon = argv.includes('daemon');
  const onInterrupt = (): void => {
    interrupt.abort();
    // A second Ctrl-C ends what does not heed the first.
    process.once('SIGINT', () => process.exit(exitCodes.interrupted));
  };
  if (!isDaemon) process.once('SIGINT', onInterrupt);
  const code = await main(argv, {
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    now: () => Date.now(),
    signal: interrupt.signal,
    // Loaded when first needed: SSH, TLS and certificates are no part of `fairlead env`.
    openCore: async (options) => (await import('../daemon/core.ts')).openCore(options),
  });
  return process.exitCode === undefined ? code : Number(process.exitCode);
}
