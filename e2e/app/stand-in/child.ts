import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { Readable } from 'node:stream';
import type * as Electron from 'electron';

/** A utility process as a process of its own. */
export class StandInChild extends EventEmitter {
  readonly #child: ChildProcess;
  readonly stderr: Readable | null;

  constructor(
    module: string,
    { args, options }: { readonly args: readonly string[]; readonly options: Electron.ForkOptions },
  ) {
    super();
    this.#child = spawn(process.execPath, [module, ...args], {
      env: { ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.stderr = this.#child.stderr;
    this.#child.on('exit', (code) => this.emit('exit', code ?? 1));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(): boolean {
    return this.#child.kill();
  }
}
