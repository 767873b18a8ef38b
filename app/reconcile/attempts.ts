/** How often something was tried lately. Time is monotonic milliseconds. */
export class Attempts {
  readonly #limit: number;
  readonly #windowMs: number;
  #times: number[] = [];

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  note(now: number): void {
    this.#times.push(now);
  }

  /** The last one was none. */
  takeBack(): void {
    this.#times.pop();
  }

  count(now: number): number {
    this.#times = this.#times.filter((time) => now - time < this.#windowMs);
    return this.#times.length;
  }

  exhausted(now: number): boolean {
    return this.count(now) >= this.#limit;
  }

  forget(): void {
    this.#times = [];
  }
}
