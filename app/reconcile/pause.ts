/** A wait after a failure, twice as long after each further one. Time is monotonic milliseconds. */
export class Pause {
  readonly #firstMs: number;
  readonly #longestMs: number;
  #nextMs: number;
  #until = -Infinity;

  constructor(firstMs: number, longestMs: number) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#nextMs = firstMs;
  }

  begin(now: number): void {
    this.#until = now + this.#nextMs;
    this.#nextMs = Math.min(2 * this.#nextMs, this.#longestMs);
  }

  /** Milliseconds until it is over; 0 when it is. */
  remainingMs(now: number): number {
    return Math.max(0, this.#until - now);
  }

  forget(): void {
    this.#nextMs = this.#firstMs;
    this.#until = -Infinity;
  }
}
