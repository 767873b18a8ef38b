import type { Clock } from '../ports.ts';

export interface FreshOptions {
  readonly clock: Clock;
  /** Milliseconds for which an answer is as good as new; asked for each time where a setting decides. */
  readonly ms: number | (() => number);
  /** For a question that may hang: milliseconds after which nobody waits for the answer any longer. */
  readonly patienceMs?: number;
  /**
   * An answer that nobody waited for differs from the one before. Without it, an old answer is never given: what
   * decides about containers must not be a minute old.
   */
  readonly onNews?: () => void;
}

interface Entry<T> {
  at: number;
  asked: Promise<T>;
  /** asked: the question is on its way · waiting: it is put when the one before has been answered. */
  state: 'waiting' | 'asked' | 'answered';
  settled?: { readonly value: T; readonly at: number };
}

/** An answer this many times older than it should be is none: nobody has been able to confirm it for long. */
const outdated = 4;

/**
 * Keeps the answers of a slow question, one by key. With `onNews`, an answer that has merely grown old is still
 * given, while a new one is asked for in the background; after `forget` the next one is waited for.
 */
export class Fresh<T> {
  readonly #options: FreshOptions;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(options: FreshOptions) {
    this.#options = options;
  }

  /** `late`: what is said when patience ends and there has never been an answer; without it, patience has no end. */
  take(key: string, ask: () => Promise<T>, late?: T): Promise<T> {
    const { clock, ms, onNews } = this.#options;
    const now = clock.monotonic();
    const entry = this.#entries.get(key);
    if (entry !== undefined && now - entry.at < (typeof ms === 'number' ? ms : ms()))
      return this.#patiently(entry, late);
    const mustWait = onNews === undefined || entry === undefined || entry.at === -Infinity;
    const next = this.#ask(key, ask, entry);
    const kept = this.#stillGood(next);
    return mustWait || kept === undefined ? this.#patiently(next, late) : Promise.resolve(kept);
  }

  #stillGood({ settled }: Entry<T>): T | undefined {
    const { clock, ms } = this.#options;
    const limit = outdated * (typeof ms === 'number' ? ms : ms());
    return settled !== undefined && clock.monotonic() - settled.at <= limit ? settled.value : undefined;
  }

  /** The last answer, however old, without asking. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)?.settled?.value;
  }

  /** Milliseconds since it was last asked; Infinity when never, or when it is to be asked anew. */
  ageMs(key: string): number {
    return this.#options.clock.monotonic() - (this.#entries.get(key)?.at ?? -Infinity);
  }

  /** Makes the next question about this key, or about any key that begins with it and a blank, wait for a new answer. */
  forget(key?: string): void {
    for (const [name, entry] of this.#entries)
      if (key === undefined || name === key || name.startsWith(`${key} `)) entry.at = -Infinity;
  }

  #ask(key: string, ask: () => Promise<T>, old: Entry<T> | undefined): Entry<T> {
    const { clock, patienceMs, onNews } = this.#options;
    // Who hangs must not be asked again and again meanwhile; a question that was not put yet is as good as a new one.
    if (old?.state === 'waiting') return Object.assign(old, { at: clock.monotonic() });
    const isBusy = old?.state === 'asked' && patienceMs !== undefined;
    const entry: Entry<T> = {
      at: clock.monotonic(),
      state: isBusy ? 'waiting' : 'asked',
      asked: isBusy ? old.asked.then(begin, begin) : ask(),
      ...(old?.settled === undefined ? {} : { settled: old.settled }),
    };
    function begin(): Promise<T> {
      entry.state = 'asked';
      return ask();
    }
    this.#entries.set(key, entry);
    void entry.asked.then(
      (value) => {
        const before = this.#entries.get(key)?.settled;
        const isNews = before !== undefined && JSON.stringify(before.value) !== JSON.stringify(value);
        entry.state = 'answered';
        for (const one of [entry, this.#entries.get(key)])
          if (one !== undefined) one.settled = { value, at: clock.monotonic() };
        if (isNews) onNews?.();
      },
      () => {
        entry.state = 'answered';
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
      },
    );
    return entry;
  }

  async #patiently(entry: Entry<T>, late: T | undefined): Promise<T> {
    const { clock, patienceMs, onNews } = this.#options;
    if (patienceMs === undefined) return entry.asked;
    let cancel: () => void = () => undefined;
    const ended = new Promise<'ended'>((resolve) => {
      cancel = clock.after(patienceMs, () => resolve('ended'));
    });
    const first = await Promise.race([entry.asked, ended]);
    cancel();
    if (first !== 'ended') return first;
    const instead = this.#stillGood(entry) ?? late;
    if (instead === undefined) return entry.asked;
    void entry.asked.then(onNews, () => undefined);
    return instead;
  }
}
