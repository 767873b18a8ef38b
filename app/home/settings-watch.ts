import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';

export interface SettingsWatchOptions {
  readonly file: string;
  /** Called when the file may have changed; carries no facts. */
  readonly poke: () => void;
  /** Milliseconds between looks at the file itself. Default 5 s. */
  readonly lookMs?: number;
}

/** Editors write in several steps: a burst of events is one change. */
const burstMs = 40;

/**
 * Watches a file that editors replace, delete and make again. Its folder is watched, because a watch on the file
 * itself stays with the old one after a rename; and a slow look stands behind it, for file systems that report
 * nothing and for the moment in which the folder itself is replaced.
 */
export class SettingsWatch {
  readonly #options: SettingsWatchOptions;
  #watcher: FSWatcher | undefined;
  #burst: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #seen = '';

  constructor(options: SettingsWatchOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    this.#seen = await this.#print();
    this.#listen();
    this.#look = setInterval(() => void this.#compare(), this.#options.lookMs ?? 5000);
    this.#look.unref();
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    clearTimeout(this.#burst);
    clearInterval(this.#look);
  }

  #listen(): void {
    const { file } = this.#options;
    try {
      this.#watcher = watch(path.dirname(file), { persistent: false }, (_event, name) => {
        if (name === null || name === path.basename(file)) this.#pokeSoon();
      });
      this.#watcher.on('error', () => this.#deafen());
    } catch {
      // The slow look goes on, and tries to listen again.
      this.#deafen();
    }
  }

  #deafen(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #pokeSoon(): void {
    clearTimeout(this.#burst);
    this.#burst = setTimeout(() => {
      void this.#print().then((print) => (this.#seen = print));
      this.#options.poke();
    }, burstMs);
    this.#burst.unref();
  }

  async #compare(): Promise<void> {
    if (this.#watcher === undefined) this.#listen();
    const print = await this.#print();
    if (print === this.#seen) return;
    this.#seen = print;
    this.#options.poke();
  }

  /** What tells one state of the file from the next without reading it. */
  async #print(): Promise<string> {
    const found = await stat(this.#options.file, { bigint: true }).catch(() => undefined);
    return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeNs} ${found.mode}`;
  }
}
