import type { Handlers } from '../../shared/control/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Home } from '../home/home.ts';
import type { Log } from '../ports.ts';

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

export function openCore(_options: CoreOptions): Promise<Core> {
  return Promise.reject(new Error('not wired yet'));
}
