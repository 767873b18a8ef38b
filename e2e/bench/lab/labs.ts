/** The labs of this run: whatever happens, and whenever, all of them are taken down. */
import { startLab, type Lab, type LabOptions } from '../../lab/lab.ts';

export class Labs implements AsyncDisposable {
  readonly #standing = new Set<Lab>();
  #closed = false;

  async start(options: LabOptions): Promise<Lab> {
    const lab = await startLab(options);
    if (this.#closed) {
      await lab[Symbol.asyncDispose]();
      throw new Error('the benchmark was interrupted');
    }
    this.#standing.add(lab);
    return lab;
  }

  async end(lab: Lab): Promise<void> {
    this.#standing.delete(lab);
    await lab[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([...this.#standing].map((lab) => this.end(lab)));
  }
}
