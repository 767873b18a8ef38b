/** Lets so many pieces of work run at once under each key; the rest wait for their turn, first come, first served. */
export class Queues {
  readonly #most: number;
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key) ?? 0;
    if (running < this.#most) this.#running.set(key, running + 1);
    // Whoever ends hands over its place.
    else await new Promise<void>((resolve) => this.#line(key).push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#line(key).shift();
      if (next !== undefined) next();
      else this.#running.set(key, (this.#running.get(key) ?? 1) - 1);
    }
  }

  isWaitedFor(key: string): boolean {
    return (this.#waiting.get(key)?.length ?? 0) > 0;
  }

  #line(key: string): (() => void)[] {
    let line = this.#waiting.get(key);
    if (line === undefined) this.#waiting.set(key, (line = []));
    return line;
  }
}
