import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { Clock, VmState } from '../../ports.ts';

export interface WatchedVm {
  readonly machine: string;
  readonly state: VmState;
  /** Folder of VBox.log. */
  readonly logFolder: string;
}

export interface PowerWatchOptions {
  readonly clock: Clock;
  /** The VM of this machine may have been started; carries no facts. */
  readonly poke: (machine: string) => void;
}

/** VirtualBox writes hundreds of lines while a VM starts: the first is told at once, the rest in intervals. */
const apartMs = 1000;

/**
 * Notices that a VM was started by somebody else (docker-machine, the VirtualBox window), which no route and no
 * timer tells at once: a start renames the old VBox.log and begins a new one. VMs that run are not listened to;
 * that one of them ends shows on its paths, and a chatty log must cost nothing.
 */
export class PowerWatch {
  readonly #options: PowerWatchOptions;
  readonly #watched = new Map<string, { readonly folder: string; readonly close: () => void }>();

  constructor(options: PowerWatchOptions) {
    this.#options = options;
  }

  /** Call with what is known of all VMs whenever that has changed. */
  follow(vms: readonly WatchedVm[]): void {
    const wanted = new Map(
      vms
        .filter(({ state, logFolder }) => state !== 'running' && path.isAbsolute(logFolder))
        .map(({ machine, logFolder }) => [machine, logFolder]),
    );
    for (const [machine, { folder, close }] of this.#watched)
      if (wanted.get(machine) !== folder) {
        close();
        this.#watched.delete(machine);
      }
    for (const [machine, folder] of wanted)
      if (!this.#watched.has(machine)) {
        const close = this.#listen(machine, folder);
        if (close !== undefined) this.#watched.set(machine, { folder, close });
      }
  }

  stop(): void {
    this.follow([]);
  }

  /** Undefined where the folder cannot be watched: it may not be there yet, and is tried again next time. */
  #listen(machine: string, folder: string): (() => void) | undefined {
    const { clock, poke } = this.#options;
    let watcher: FSWatcher;
    let cancel: (() => void) | undefined;
    let missed = false;
    const tell = (): void => {
      poke(machine);
      cancel = clock.after(apartMs, () => {
        cancel = undefined;
        if (!missed) return;
        missed = false;
        tell();
      });
    };
    try {
      watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name !== null && !name.startsWith('VBox.log')) return;
        if (cancel === undefined) tell();
        else missed = true;
      });
    } catch {
      return undefined;
    }
    const close = (): void => {
      cancel?.();
      watcher.close();
    };
    watcher.on('error', () => {
      close();
      this.#watched.delete(machine);
    });
    return close;
  }
}
