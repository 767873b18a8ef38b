import type { Handlers } from '../../shared/control/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Home } from '../home/home.ts';
import type { Log } from '../ports.ts';
import { Keeper } from '../reconcile/keeper.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { version } from '../version.ts';
import { openAdapters, platformOf } from './adapters.ts';
import { handlersOf } from './handlers/handlers.ts';
import { recover } from './recover.ts';

export interface CoreOptions {
  readonly settings: Settings;
  readonly home: Home;
  readonly log: Log;
}

/**
 * The product behind the contract. The daemon serves `handlers` on the control socket; a command that
 * finds no daemon calls the same handlers in its own process.
 */
export interface Core {
  readonly handlers: Handlers;
  /** Begins to watch and to repair by itself. Without it, the core acts only when asked. */
  start(): Promise<void>;
  /** Ends watches, sessions and children. */
  stop(): Promise<void>;
}

export async function openCore(options: CoreOptions): Promise<Core> {
  const { settings, home, log } = options;
  const { senses, hands } = openAdapters(options);
  const remembered = new Remembered(home.memory, log);
  await remembered.load();
  let daemon = false;
  const keeper = new Keeper({
    senses,
    hands,
    settings,
    remembered,
    daemon: () => ({
      ...(daemon ? { pid: process.pid } : {}),
      version,
      startedAt: new Date(startedAt).toISOString(),
      home: home.root,
      platform: platformOf(settings),
      autoRepair: settings.autoRepair,
    }),
  });
  const startedAt = Date.now();
  return {
    handlers: handlersOf({ keeper, settings, remembered, log, platform: platformOf(settings) }),
    start: async () => {
      daemon = true;
      await keeper.start();
      await recover({ hands, keeper, log });
    },
    stop: () => keeper.stop(),
  };
}
