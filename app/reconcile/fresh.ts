import type { Clock } from '../ports.ts';

export interface FreshOptions<T> {
  readonly clock: Clock;
  /** Milliseconds for which an answer is as good as new. */
  readonly ms: number;
  /**
   * For a question that may hang: milliseconds after which nobody waits for the answer any longer, and what is
   * said instead when there has never been one.
   */
  readonly patience?: { readonly ms: number; readonly late: T };
  /**
   * An answer that nobody waited for differs from the one before. Without it, an old answer is never given: what
   * decides about containers must not be a minute old.
   */
  readonly onNews?: () => void;
}

interface Entry<T> {
  at: number;
  asked: Promise<T>;
  settled?: { readonly value: T };
}

/**
 * Keeps the answers of a slow question, one by key. With `onNews`, an answer that has merely grown old is still
 * given, while a new one is asked for in the background; after `forget` the next one is waited for.
 */
export class Fresh<T> {
  readonly #options: FreshOptions<T>;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: FreshOptions<T>) {
    this.#options = options;
  }

  take(key: string, ask: () => Promise<T>): Promise<T> {
    const { clock, ms, onNews } = this.#options;
    const now = clock.monotonic();
    const entry = this.#entries.get(key);
    if (entry !== undefined && now - entry.at < ms) return this.#patiently(entry);
    const mustWait = onNews === undefined || entry === undefined || entry.at === -Infinity;
    const next = this.#ask(key, ask, entry);
    return mustWait || next.settled === undefined
      ? this.#patiently(next)
      : Promise.resolve(next.settled.value);
  }

  /** The last answer, however old, without asking. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)?.settled?.value;
  }

  /** Makes the next question about this key, or about any key that begins with it and a blank, wait for a new answer. */
  forget(key?: string): void {
    for (const [name, entry] of this.#entries)
      if (key === undefined || name === key || name.startsWith(`${key} `)) entry.at = -Infinity;
  }

  #ask(key: string, ask: () => Promise<T>, old: Entry<T> | undefined): Entry<T> {
    const entry: Entry<T> = {
      at: this.#options.clock.monotonic(),
      asked: ask(),
      ...(old?.settled === undefined ? {} : { settled: old.settled }),
    };
    this.#entries.set(key, entry);
    void entry.asked.then(
      (value) => {
        const isNews =
          entry.settled !== undefined && JSON.stringify(entry.settled.value) !== JSON.stringify(value);
        entry.settled = { value };
        if (isNews) this.#options.onNews?.();
      },
      () => this.#entries.delete(key),
    );
    return entry;
  }

  async #patiently(entry: Entry<T>): Promise<T> {
    const { clock, patience, onNews } = this.#options;
    if (patience === undefined) return entry.asked;
    let cancel: () => void = () => undefined;
    const late = new Promise<'late'>((resolve) => {
      cancel = clock.after(patience.ms, () => resolve('late'));
    });
    const first = await Promise.race([entry.asked, late]);
    cancel();
    if (first !== 'late') return first;
    void entry.asked.then(onNews, () => undefined);
    return entry.settled === undefined ? patience.late : entry.settled.value;
  }
}
