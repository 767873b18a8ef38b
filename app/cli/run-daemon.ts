import { lookInto, serveDaemon } from '../daemon/serve.ts';
import { FileLog } from '../home/log.ts';
import { prepareHome } from '../home/prepare.ts';
import { CommandError } from './exit-codes.ts';
import type { Session } from './session.ts';

/** Runs the daemon until it is stopped. Throws CommandError when it cannot start. */
export async function runDaemon(session: Session): Promise<undefined> {
  const { home, world } = session;
  process.umask(0o077);
  const prepared = prepareHome(home);
  if (prepared.kind === 'refused')
    throw new CommandError('home-refused', prepared.reason, { hint: prepared.next });
  const settings = await session.readSettings();
  const log = new FileLog({ folder: home.logs });
  const served = await serveDaemon({ home, log, open: () => world.openCore({ settings, home, log }) });
  if (served.kind === 'refused') throw new CommandError('not-started', served.reason, { hint: served.next });
  const fall = (error: unknown): void => {
    log.error(`unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exitCode = 1;
    const what = error instanceof Error ? error.message : String(error);
    // The log may be just what cannot be written.
    served.stop(`a fault of Fairlead (${what}), which ${log.file} has`);
  };
  process.on('uncaughtException', fall).on('unhandledRejection', fall);
  session.print(
    { ready: true, pid: process.pid, socket: home.socket, home: home.root },
    () => `Fairlead watches (pid ${process.pid}, socket ${home.socket}). Ctrl-C ends it.\n`,
  );
  const why = await served.stopped;
  log.close();
  const failure = served.failure();
  // Whoever keeps the daemon running goes by the exit code.
  if (failure !== undefined) throw new CommandError('not-started', failure, { hint: lookInto(home) });
  if (!session.json) session.remark(`Stopped: ${why}.`);
  return undefined;
}
