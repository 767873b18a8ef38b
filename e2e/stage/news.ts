/** For whoever waits until something new is known, whatever it is. */
export class News {
  readonly #waiting = new Set<() => void>();

  /** Resolves at the next news, or after `ms`. */
  next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }

  came(): void {
    for (const done of [...this.#waiting]) done();
  }
}
