/**
 * What the shipped daemon says of itself on its own feed. Times are taken when something is heard, never by
 * looking again and again.
 */
import type { Happening, MachineView, Snapshot } from '../../shared/snapshot.ts';
import { follow } from '../stage/feed.ts';
import { News } from '../stage/news.ts';

export type Saying = (machine: MachineView, snapshot: Snapshot) => boolean;

const limitMs = 20_000;
/** A VPN comes after minutes of quiet, not in the moment the daemon has ended a look. */
const restMs = 1500;

export class Watched {
  readonly happenings: Happening[] = [];
  readonly #news = new News();
  #snapshot: Snapshot | undefined;

  async listen(socket: string): Promise<void> {
    await follow(socket, '/v1/watch', (value) => {
      this.#snapshot = value as Snapshot;
      this.#news.came();
    });
    await follow(socket, '/v1/timeline', (value) => this.happenings.push(value as Happening));
  }

  /** Resolves as soon as the daemon says this of the first machine. Throws after a long while, saying what it waited for. */
  async says(what: string, is: Saying): Promise<void> {
    const end = performance.now() + limitMs;
    while (!this.#holds(is)) {
      const left = end - performance.now();
      if (left <= 0)
        throw new Error(`"${what}" did not come true; the daemon said: ${this.#snapshot?.sentence ?? ''}`);
      await this.#news.next(left);
    }
  }

  /** The same, and then some time in which nothing happens. */
  async rests(what: string, is: Saying): Promise<void> {
    await this.says(what, is);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    await this.says(what, is);
  }

  get machine(): MachineView {
    const machine = this.#snapshot?.machines[0];
    if (machine === undefined) throw new Error('the daemon does not know the machine');
    return machine;
  }

  #holds(is: Saying): boolean {
    const machine = this.#snapshot?.machines[0];
    return machine !== undefined && this.#snapshot !== undefined && is(machine, this.#snapshot);
  }
}

/** Rest on the direct path with the forward ready, and nothing being done. */
export function isArmed(machine: MachineView, { state }: Snapshot): boolean {
  return (
    state === 'ok' &&
    machine.path === 'direct' &&
    machine.forward.kind === 'answers' &&
    machine.working === undefined
  );
}
