import type { Clock } from '../ports.ts';

/** A burst of pokes becomes one pass at once and one per gap while it lasts. */
const gapMs = 100;

/**
 * Turns pokes into passes, one at a time: the first poke starts a pass at once, those that come during a pass
 * are one more pass afterwards. A pass under a burst of route changes waits twice as long as the last one
 * took, so that a flood of events cannot keep a core busy.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #pass: (overtaken: AbortSignal) => Promise<void>;
  #overtaken = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;
  #cancel: (() => void) | undefined;
  #waiters: (() => void)[] = [];
  #nextAt = -Infinity;
  #stopped = false;

  /** `pass` is told by its signal that something changed since it began, so that it need not wait for answers. */
  constructor(clock: Clock, pass: (overtaken: AbortSignal) => Promise<void>) {
    this.#clock = clock;
    this.#pass = pass;
  }

  poke(): void {
    if (this.#stopped) return;
    if (this.#running !== undefined) {
      this.#again = true;
      this.#overtaken.abort();
      return;
    }
    if (this.#cancel !== undefined) return;
    const wait = this.#nextAt - this.#clock.monotonic();
    if (wait <= 0) void this.#run();
    else
      this.#cancel = this.#clock.after(wait, () => {
        this.#cancel = undefined;
        void this.#run();
      });
  }

  /** After a step of ours: the next look is due at once, burst or not. */
  pokeNow(): void {
    this.#nextAt = -Infinity;
    this.#cancel?.();
    this.#cancel = undefined;
    this.poke();
  }

  /** A whole pass that began after this call has ended. */
  async passed(): Promise<void> {
    if (this.#stopped) return;
    await this.#running;
    await new Promise<void>((resolve) => {
      this.#waiters.push(resolve);
      this.#cancel?.();
      this.#cancel = undefined;
      if (this.#running === undefined) void this.#run();
      else this.#again = true;
    });
  }

  /** Ends after the running pass; waiters are let go. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
    await this.#running;
    this.#release();
  }

  async #run(): Promise<void> {
    const began = this.#clock.monotonic();
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#again = false;
    this.#overtaken = new AbortController();
    const running = this.#pass(this.#overtaken.signal);
    this.#running = running;
    await running;
    this.#running = undefined;
    const took = this.#clock.monotonic() - began;
    this.#nextAt = this.#clock.monotonic() + Math.max(gapMs, 2 * took);
    for (const resolve of waiters) resolve();
    if (this.#waiters.length > 0 && !this.#stopped) void this.#run();
    else if (this.#isDue()) this.poke();
  }

  /** Set by a poke while the pass was running. */
  #isDue(): boolean {
    return this.#again;
  }

  #release(): void {
    for (const resolve of this.#waiters) resolve();
    this.#waiters = [];
  }
}
