import type { World } from './world.ts';

/** What a command has around it in a process of its own. `signal` aborts on Ctrl-C. */
export function processWorld(signal: AbortSignal): World {
  // A reader that has seen enough (`| head`) is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`fairlead: the output cannot be written: ${error.message}\n`);
    process.exit(1);
  });
  return {
    environment: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    now: () => Date.now(),
    signal,
    // Loaded when first needed: SSH, TLS and certificates are no part of `fairlead env`.
    openCore: async (options) => (await import('../daemon/core.ts')).openCore(options),
  };
}
