import { setTimeout as after } from 'node:timers/promises';
import type { Client } from '../../shared/control/contract.ts';
import type { Sight } from '../../shared/panel.ts';
import { ControlError } from '../control/control-error.ts';
import { panelFailure } from './failure.ts';

export interface SightOptions {
  /** Finds the daemon, anew each time: it may have been started, stopped or replaced. */
  readonly daemon: () => Promise<Client>;
  readonly signal: AbortSignal;
  /** Milliseconds until the daemon is looked for again. Dialling a socket is cheap. */
  readonly againMs?: number;
}

/**
 * Every new snapshot of whichever daemon there is, for as long as somebody looks. While there is none it says
 * why, once for each reason, and finds the next one by itself.
 */
export async function* sights({ daemon, signal, againMs = 500 }: SightOptions): AsyncGenerator<Sight> {
  const isOver = (): boolean => signal.aborted;
  let said = '';
  while (!isOver()) {
    let sight: Sight;
    try {
      const client = await daemon();
      for await (const snapshot of client.watch({}, signal)) {
        said = '';
        yield { kind: 'snapshot', snapshot };
      }
      const stopped = new ControlError(
        'no-daemon',
        'the daemon has stopped',
        'start it again: fairlead daemon',
      );
      sight = { kind: 'away', failure: panelFailure(stopped) };
    } catch (error) {
      sight = { kind: 'away', failure: panelFailure(error) };
    }
    if (isOver()) return;
    const words = JSON.stringify(sight);
    if (words !== said) yield sight;
    said = words;
    await after(againMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
