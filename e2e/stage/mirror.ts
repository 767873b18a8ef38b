/** Keeps a directory equal to what the world renders, file by file and each of them whole at any moment. */
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export class Mirror {
  readonly #root: string;
  #written = new Map<string, string>();

  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true });
    writeFileSync(this.monitor, '');
  }

  /** The file that `route -n monitor` follows. */
  get monitor(): string {
    return path.join(this.#root, 'monitor');
  }

  /**
   * Synchronous on purpose: once the world has changed, nobody can read the world before. A monitor's
   * message must come after the table it speaks of.
   */
  show(files: ReadonlyMap<string, string>, messages: string): void {
    for (const [name, text] of files) if (this.#written.get(name) !== text) this.#write(name, text);
    for (const name of this.#written.keys())
      if (!files.has(name)) rmSync(path.join(this.#root, name), { force: true });
    this.#written = new Map(files);
    if (messages !== '') appendFileSync(this.monitor, messages);
  }

  #write(name: string, text: string): void {
    const file = path.join(this.#root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  }
}
