import type { Clock } from '../ports.ts';
import { unreadable, type Reading } from '../reading.ts';
import type { RouteTable } from '../route/table.ts';

/** A table that is not there by then is one of a program that hangs. */
const lateMs = 1000;
/** How long a look waits for a program that hung the last time. */
const patienceMs = 200;
const late = unreadable('the routing table was not read in time, nor was it the last time');

/**
 * Reads the routing table for a look. A program that hangs holds up one look for its whole time limit and those
 * after it for a moment only, so that the forward can carry Docker meanwhile; when it answers again, that is told.
 */
export class LateTable {
  readonly #clock: Clock;
  readonly #onNews: () => void;
  #hung = false;
  /** The question that a look did not wait for; nobody asks a second one beside it. */
  #underWay: Promise<Reading<RouteTable>> | undefined;

  constructor(clock: Clock, onNews: () => void) {
    this.#clock = clock;
    this.#onNews = onNews;
  }

  take(ask: () => Promise<Reading<RouteTable>>): Promise<Reading<RouteTable>> {
    if (!this.#hung) return this.#ask(ask);
    const asked = (this.#underWay ??= this.#ask(ask).finally(() => (this.#underWay = undefined)));
    return new Promise((resolve) => {
      let isWaiting = true;
      const give = (reading: Reading<RouteTable>): void => {
        isWaiting = false;
        resolve(reading);
      };
      const cancel = this.#clock.after(patienceMs, () => give(late));
      void asked.then((reading) => {
        cancel();
        if (isWaiting) give(reading);
        else if (reading.kind === 'read') this.#onNews();
      });
    });
  }

  async #ask(ask: () => Promise<Reading<RouteTable>>): Promise<Reading<RouteTable>> {
    const began = this.#clock.monotonic();
    const reading = await ask();
    this.#hung = reading.kind === 'unreadable' && this.#clock.monotonic() - began >= lateMs;
    return reading;
  }
}
