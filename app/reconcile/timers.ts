import type { Clock } from '../ports.ts';

/** Timers by name; setting one again moves it. */
export class Timers {
  readonly #clock: Clock;
  readonly #cancels = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(name: string, ms: number, act: () => void): void {
    this.#cancels.get(name)?.();
    this.#cancels.set(name, this.#clock.after(ms, act));
  }

  stop(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}
