import { exitCodes, toCommandError } from './exit-codes.ts';
import { processWorld } from './process-world.ts';
import { runDaemon } from './run-daemon.ts';
import { giveBackAfterStart } from './small-heap.ts';
import { Session, type GlobalOptions } from './session.ts';
import { tell } from './tell.ts';
import type { World } from './world.ts';

/**
 * `fairlead daemon` in this process, without commander and the definitions of all the commands: 2 MB that a daemon
 * would hold for the rest of its days. Resolves with the exit code.
 */
export async function runDaemonProcess(options: GlobalOptions): Promise<number> {
  // It stops in its own order (app/daemon/serve.ts), and heeds no signal of the command line's.
  const world = processWorld(new AbortController().signal);
  giveBackAfterStart();
  const code = await told(options, world);
  return process.exitCode === undefined ? code : Number(process.exitCode);
}

async function told(options: GlobalOptions, world: World): Promise<number> {
  try {
    await runDaemon(new Session(world, options));
    return exitCodes.ok;
  } catch (error) {
    return tell(toCommandError(error), options.json === true ? ['--json'] : [], world);
  }
}
