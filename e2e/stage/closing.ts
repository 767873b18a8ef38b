/** What must be ended, in the order opposite to its beginning. (Node 20 has no AsyncDisposableStack.) */
export class Closing implements AsyncDisposable {
  readonly #acts: (() => unknown)[] = [];

  defer(act: () => unknown): void {
    this.#acts.push(act);
  }

  use<T extends AsyncDisposable>(value: T): T {
    this.defer(() => value[Symbol.asyncDispose]());
    return value;
  }

  /** Does everything, also when a part of it fails, and then throws the first error. */
  async [Symbol.asyncDispose](): Promise<void> {
    const errors: unknown[] = [];
    for (let act = this.#acts.pop(); act !== undefined; act = this.#acts.pop()) {
      try {
        await act();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
