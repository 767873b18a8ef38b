import { valueOf } from '../reading.ts';
import type { Observation } from './observation.ts';
import { Pause } from './pause.ts';

/** A program that hung once, as under a scanner that looks at all that is started, may be well again soon. */
const firstMs = 5000;
const longestMs = 60_000;

/** When to look again because a part of the routing or of a store could not be read, of which no poke would tell. */
export class Blind {
  readonly #pause = new Pause(firstMs, longestMs);

  /** Milliseconds from `now` (monotonic); undefined when everything could be read. */
  waitMs(seen: Observation, now: number): number | undefined {
    if (!isBlind(seen)) {
      this.#pause.forget();
      return undefined;
    }
    if (this.#pause.remainingMs(now) === 0) this.#pause.begin(now);
    return this.#pause.remainingMs(now);
  }
}

function isBlind({ table, interfaces, stores, machines }: Observation): boolean {
  return (
    [table, interfaces, stores].some(({ kind }) => kind === 'unreadable') ||
    valueOf(stores)?.some(({ kind }) => kind === 'broken') === true ||
    machines.some(({ route, network }) => route.kind === 'unknown' && network !== undefined)
  );
}
