/** How long to wait before a daemon that keeps ending is started once more. */
export interface RestartPaceOptions {
  readonly firstMs?: number;
  readonly longestMs?: number;
  /** One that lived as long as this did not fail at its start. */
  readonly steadyMs?: number;
  readonly now?: () => number;
}

export class RestartPace {
  readonly #options: Required<RestartPaceOptions>;
  #starts = 0;
  #startedAt: number | undefined;

  constructor(options: RestartPaceOptions = {}) {
    this.#options = { firstMs: 500, longestMs: 30_000, steadyMs: 60_000, now: Date.now, ...options };
  }

  /** The delay of the start that follows now: none for the first, then doubled each time. */
  nextDelayMs(): number {
    const delayMs = this.peekDelayMs();
    this.#starts += 1;
    this.#startedAt = this.#options.now() + delayMs;
    return delayMs;
  }

  peekDelayMs(): number {
    const { firstMs, longestMs } = this.#options;
    return this.#starts === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** (this.#starts - 1));
  }

  /** It gave a sign of life. */
  lived(): void {
    const { now, steadyMs } = this.#options;
    if (this.#startedAt !== undefined && now() - this.#startedAt >= steadyMs) this.forget();
  }

  forget(): void {
    this.#starts = 0;
    this.#startedAt = undefined;
  }
}
