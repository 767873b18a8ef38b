import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import type * as Electron from 'electron';

/** A utility process as a process of its own. */
export class StandInChild extends EventEmitter {
  readonly #child: ChildProcess;
  readonly stderr = new PassThrough();

  constructor(
    module: string,
    { args, options }: { readonly args: readonly string[]; readonly options: Electron.ForkOptions },
  ) {
    super();
    this.#child = spawn(process.execPath, [module, ...args], {
      env: { ...options.env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child.stderr?.pipe(this.stderr);
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('exit', (code) => {
      this.emit('exit', code ?? 1);
      this.stderr.removeAllListeners();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  kill(): boolean {
    return this.#child.kill();
  }
}
