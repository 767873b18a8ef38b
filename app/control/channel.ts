export interface ChannelOptions<T> {
  /** Values that wait at most; the oldest ones give way. */
  readonly limit: number;
  /** The value that stands for those left out; without it they are passed over in silence. */
  readonly gap?: (missed: number) => T;
}

/** A bounded queue with one reader: writers never wait, and a slow reader misses the oldest values. */
export class Channel<T> implements AsyncIterable<T> {
  readonly #options: ChannelOptions<T>;
  #waiting: T[] = [];
  #missed = 0;
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(options: ChannelOptions<T>) {
    this.#options = options;
  }

  push(value: T): void {
    if (this.#end !== undefined) return;
    this.#waiting.push(value);
    // Dropped in halves, so that a reader far behind does not make every push move the whole queue.
    if (this.#waiting.length > this.#options.limit) {
      const dropped = Math.max(1, Math.floor(this.#options.limit / 2));
      this.#missed += dropped;
      this.#waiting = this.#waiting.slice(dropped);
    }
    this.#wake?.();
  }

  /** The reader still gets what waits, then the end, or the error. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      if (this.#missed > 0) {
        const value = this.#options.gap?.(this.#missed);
        this.#missed = 0;
        if (value !== undefined) yield value;
      }
      const value = this.#waiting.shift();
      if (value !== undefined) {
        yield value;
        continue;
      }
      if (this.#end !== undefined) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
