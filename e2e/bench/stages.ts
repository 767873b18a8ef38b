/** The stages of this run: whatever happens, and whenever, all of them are taken down. */
import { type Stage, type StageOptions, startStage } from '../stage/stage.ts';

export class Stages implements AsyncDisposable {
  readonly #standing = new Set<Stage>();
  #closed = false;

  /** A stage to be disposed of by the caller, or at the end at the latest. */
  async start(options: StageOptions): Promise<Stage> {
    const stage = await startStage(options);
    if (this.#closed) {
      await stage[Symbol.asyncDispose]();
      throw new Error('the benchmark was interrupted');
    }
    this.#standing.add(stage);
    return stage;
  }

  async end(stage: Stage): Promise<void> {
    this.#standing.delete(stage);
    await stage[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#standing].map((stage) => this.end(stage)));
  }
}
