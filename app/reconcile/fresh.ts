import type { Clock } from '../ports.ts';

/** Keeps the answers of a slow question for a while, one by key; `forget` makes the next one ask again. */
export class Fresh<T> {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #kept = new Map<string, { at: number; value: Promise<T>; settled?: { value: T } }>();

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  take(key: string, ask: () => Promise<T>): Promise<T> {
    const now = this.#clock.monotonic();
    const kept = this.#kept.get(key);
    if (kept !== undefined && now - kept.at < this.#ms) return kept.value;
    const entry: { at: number; value: Promise<T>; settled?: { value: T } } = { at: now, value: ask() };
    this.#kept.set(key, entry);
    void entry.value.then(
      (value) => (entry.settled = { value }),
      () => this.#kept.delete(key),
    );
    return entry.value;
  }

  /** The last answer, however old, without asking. */
  peek(key: string): T | undefined {
    return this.#kept.get(key)?.settled?.value;
  }

  /** Drops all answers, or those whose key is this or begins with it and a blank. */
  forget(key?: string): void {
    if (key === undefined) {
      for (const [name, entry] of this.#kept) this.#kept.set(name, { ...entry, at: -Infinity });
      return;
    }
    for (const [name, entry] of this.#kept) {
      if (name === key || name.startsWith(`${key} `)) this.#kept.set(name, { ...entry, at: -Infinity });
    }
  }
}
