import type { Clock } from '../ports.ts';

/** The lines of one change arrive within a few milliseconds; a look begun between them would be given up. */
const settleMs = 8;
/** Pokes further apart than this are no burst. */
const burstMs = 1000;
/**
 * Pause before the next pass of a burst. The first few follow each other closely, because a VPN that connects
 * changes what matters in the middle of its burst, and one that was given up has said nothing yet; a flood
 * that goes on is looked at three times a second.
 */
function gapMs(passesInBurst: number, isWhole: boolean): number {
  if (passesInBurst <= 4) return isWhole ? 50 : 0;
  return Math.min(300, 50 * (passesInBurst - 3));
}

/**
 * One look at the world. The signal says that something changed since it began, so that it need not wait for
 * answers that may never come; it then resolves with false and is made again.
 */
export type Pass = (overtaken: AbortSignal) => Promise<boolean>;

/**
 * Turns pokes into passes, one at a time: the first poke starts a pass at once, those that come during a pass
 * are one more pass afterwards. A flood of events cannot keep a core busy.
 */
export class Pulse {
  readonly #clock: Clock;
  readonly #pass: Pass;
  #overtaken = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;
  #isUrgent = false;
  #cancel: (() => void) | undefined;
  #waiters: (() => void)[] = [];
  #nextAt = -Infinity;
  #passesInBurst = 0;
  #stopped = false;

  constructor(clock: Clock, pass: Pass) {
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
    const wait = Math.max(settleMs, this.#nextAt - this.#clock.monotonic());
    this.#cancel = this.#clock.after(wait, () => {
      this.#cancel = undefined;
      void this.#run();
    });
  }

  /** After a step of ours: the next look is due at once, burst or not. */
  pokeNow(): void {
    if (this.#stopped) return;
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#running === undefined) void this.#run();
    else {
      this.#isUrgent = true;
      this.poke();
    }
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
    const pass = this.#pass(this.#overtaken.signal);
    this.#running = pass.then(() => undefined);
    const isWhole = await pass;
    this.#running = undefined;
    this.#passesInBurst = began - this.#nextAt > burstMs ? 1 : this.#passesInBurst + 1;
    this.#nextAt = this.#clock.monotonic() + gapMs(this.#passesInBurst, isWhole);
    if (isWhole) for (const resolve of waiters) resolve();
    else this.#waiters.push(...waiters);
    if (this.#stopped) this.#release();
    else if (this.#waiters.length > 0 || this.#takeUrgency()) void this.#run();
    else if (this.#isDue()) this.poke();
  }

  /** Set by a step that ended while the pass was running. */
  #takeUrgency(): boolean {
    const isUrgent = this.#isUrgent;
    this.#isUrgent = false;
    return isUrgent;
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
