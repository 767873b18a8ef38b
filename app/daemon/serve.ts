import type { EventEmitter } from 'node:events';
import { claimHome } from '../control/claim.ts';
import { logFeed, type ReadableLog } from '../control/log-feed.ts';
import { startServer } from '../control/server.ts';
import type { Home } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { run, type Run } from '../platform/process/run.ts';
import type { Log } from '../ports.ts';
import { version } from '../version.ts';
import type { Core } from './core.ts';
import { HeldHome } from './held-home.ts';

export interface ServeOptions {
  readonly home: Home;
  readonly log: Log & ReadableLog;
  /** Opens the core; called only once this process is the home's one daemon. */
  readonly open: () => Promise<Core>;
  /** Where SIGINT, SIGTERM and SIGHUP arrive. Default: this process. */
  readonly signals?: Pick<EventEmitter, 'on' | 'off'>;
  readonly run?: Run;
  /** Milliseconds for open requests, for what is put back, and for the core, to end: each. Default 5 s. */
  readonly stopMs?: number;
  /** Milliseconds between looks for its socket. Default 5 s. */
  readonly lookMs?: number;
}

export type Served =
  | {
      readonly kind: 'serving';
      /** Resolves when the daemon has stopped, with what stopped it: `SIGTERM`, `the stop command`. */
      readonly stopped: Promise<string>;
      stop(why: string): void;
      /** Why it could not begin its work although it had begun to serve, in a sentence; undefined when it could. */
      failure(): string | undefined;
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly next: string };

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs the daemon of a home in this process: prepares the folder, makes sure to be the only one, listens,
 * and lets the core begin. A signal or the `stop` command ends feeds, the core and the claim, in that order.
 */
export async function serveDaemon(options: ServeOptions): Promise<Served> {
  const { home, log, stopMs = 5000 } = options;
  const prepared = prepareHome(home);
  if (prepared.kind === 'refused') return prepared;
  for (const line of prepared.mended) log.warn(line);
  const claim = await claimHome({ home, run: options.run ?? run });
  if (claim.kind !== 'claimed') return { kind: 'refused', reason: claim.reason, next: claim.next };

  let stop: (why: string) => void = () => undefined;
  const asked = new Promise<string>((resolve) => (stop = resolve));
  let failure: string | undefined;
  const couldNotStart = (error: unknown): string =>
    `the daemon could not start: ${error instanceof Error ? error.message : String(error)}`;
  try {
    const core = await options.open();
    const handlers = {
      ...core.handlers,
      logs: logFeed.bind(undefined, log),
      stop: async () => {
        const puttingBack = await within(stopMs, core.putBack(stopMs / 2), log);
        // After the answer: closing the server first would cut off the one who asked.
        setImmediate(() => stop('the stop command'));
        return { stopping: true as const, putBack: [...(puttingBack ?? [])] };
      },
    };
    const server = await startServer({ socket: home.socket, handlers, log, version });
    const stopOn = (signal: string): void => stop(signal);
    const signals = options.signals ?? process;
    for (const signal of stopSignals) signals.on(signal, stopOn);
    log.info(`daemon ${version} listens on ${home.socket} (pid ${process.pid})`);

    const held = new HeldHome({
      home,
      log,
      run: options.run ?? run,
      claim,
      server,
      lost: (why) => stop(why),
      ...(options.lookMs === undefined ? {} : { lookMs: options.lookMs }),
    });

    const end = async (): Promise<string> => {
      const why = await asked;
      log.info(`daemon stops: ${why}`);
      await server.close(stopMs);
      await within(stopMs, core.putBack(stopMs / 2), log);
      await within(stopMs, core.stop(), log);
      for (const signal of stopSignals) signals.off(signal, stopOn);
      await held.release();
      return why;
    };
    const stopped = end();
    core.start().catch((error: unknown) => {
      failure = couldNotStart(error);
      log.error(failure);
      stop('a failure at the start');
    });
    return { kind: 'serving', stopped, stop, failure: () => failure };
  } catch (error) {
    claim.release();
    const reason = couldNotStart(error);
    log.error(reason);
    return { kind: 'refused', reason, next: lookInto(home) };
  }
}

/** What to do about a daemon that cannot start. */
export function lookInto(home: Home): string {
  return `fairlead logs, or look at ${home.logs}`;
}

/** A child that does not end must not keep the daemon from ending; the log says that it was left. */
async function within<T>(ms: number, work: Promise<T>, log: Log): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      log.warn(`not everything had ended after ${ms} ms`);
      resolve(undefined);
    }, ms);
  });
  const ended = work.catch((error: unknown) => {
    log.error(`the core did not stop in order: ${String(error)}`);
    return undefined;
  });
  const outcome = await Promise.race([ended, late]);
  clearTimeout(timer);
  return outcome;
}
