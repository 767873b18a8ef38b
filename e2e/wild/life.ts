import type { Clock } from '../../app/ports.ts';

/**
 * One life of a daemon. What it holds of the world goes through `held`; once it has been killed, nothing that it
 * asked for comes back and none of its timers run, as after kill -9. What the world was already told stays done.
 */
export class Life {
  #alive = true;
  #fuse: { calls: number; readonly burnt: () => void } | undefined;

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
  }

  /** Dies at the n-th call of a port that changes something: before it is carried out. */
  light(calls: number, burnt: () => void): void {
    this.#fuse = { calls, burnt };
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      after: (ms, act) => clock.after(ms, () => (this.#alive ? act() : undefined)),
    };
  }

  /** The port, for as long as this life lasts. `changes`: names of methods at which a lit fuse burns. */
  held<T extends object>(port: T, changes: readonly string[] = []): T {
    return new Proxy(port, {
      get: (target, key): unknown => {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          if (changes.includes(String(key))) this.#burn();
          if (!this.#alive) return new Promise(() => undefined);
          const answer: unknown = Reflect.apply(value, target, args);
          return answer instanceof Promise ? this.#whileAlive(answer) : answer;
        };
      },
    });
  }

  #burn(): void {
    const fuse = this.#fuse;
    if (fuse === undefined || --fuse.calls > 0) return;
    this.#fuse = undefined;
    this.#alive = false;
    fuse.burnt();
  }

  #whileAlive(answer: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      answer.then(
        (value) => (this.#alive ? resolve(value) : undefined),
        (error: unknown) => (this.#alive ? reject(error as Error) : undefined),
      );
    });
  }
}
