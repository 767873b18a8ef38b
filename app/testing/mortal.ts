/**
 * A process that can be killed at any moment. Whatever it calls through `mortal` has two moments, before it is done and
 * after; at the chosen one everything stops for good, as with kill -9: what was done is done, and nobody learns of it.
 */
export class Life {
  readonly #endsAt: number;
  /** Moments that have passed. */
  moments = 0;
  #die: () => void = () => undefined;
  readonly #died = new Promise<'killed'>((resolve) => (this.#die = () => resolve('killed')));

  /** Counted from 1; Infinity for a process that lives on. */
  constructor(endsAt = Infinity) {
    this.#endsAt = endsAt;
  }

  /** What came of it, or that the process was killed in the middle. */
  run(act: () => Promise<unknown>): Promise<'ended' | 'killed'> {
    return Promise.race([act().then(() => 'ended' as const), this.#died]);
  }

  /** The same object, whose methods (and those of what they answer with) have moments. */
  mortal<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (_, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) =>
          this.#call(() => (value as (...all: unknown[]) => unknown).apply(target, args));
      },
    });
  }

  #call(act: () => unknown): unknown {
    if (this.#isOver()) return never;
    const result = act();
    if (!(result instanceof Promise)) return result;
    return result.then((value: unknown) => {
      if (this.#isOver()) return never;
      const hasMethods =
        typeof value === 'object' &&
        value !== null &&
        Object.values(value).some((one) => typeof one === 'function');
      return hasMethods ? this.mortal(value) : value;
    });
  }

  #isOver(): boolean {
    this.moments += 1;
    if (this.moments < this.#endsAt) return false;
    this.#die();
    return true;
  }
}

const never = new Promise<never>(() => undefined);
