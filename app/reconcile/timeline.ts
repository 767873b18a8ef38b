import type { Happening } from '../../shared/snapshot.ts';
import type { Clock, Log } from '../ports.ts';

const kept = 200;

/** What happened and why, newest last; every line goes to the log as well. */
export class Timeline {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listeners = new Set<(happening: Happening) => void>();
  #lines: Happening[] = [];

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  add(happening: Omit<Happening, 'at'>): void {
    const line = { at: new Date(this.#clock.now()).toISOString(), ...happening };
    this.#lines = [...this.#lines, line].slice(-kept);
    const who = line.machine === undefined ? '' : ` ${line.machine}:`;
    const took = line.ms === undefined ? '' : ` (${line.ms} ms)`;
    this.#log.info(`${line.kind}${who} ${line.text}${took}`);
    for (const listener of this.#listeners) listener(line);
  }

  get lines(): readonly Happening[] {
    return this.#lines;
  }

  listen(listener: (happening: Happening) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
