import type { Clock } from '../ports.ts';
import type { Assessed } from './advise/finding.ts';
import type { Ledger } from './ledger.ts';
import type { Observation } from './observation.ts';
import type { Act, DeedName, DoneStep, Workbench } from './workbench.ts';

export interface RequestsOptions {
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'waitMs'>;
  readonly workbench: Pick<Workbench, 'begin' | 'ended'>;
  /** Resolves after one more look at the world. */
  readonly passed: () => Promise<void>;
  /** What the newest look found. */
  readonly found: () => {
    readonly observation: Observation | undefined;
    readonly assessed: readonly Assessed[];
  };
  readonly isStopped: () => boolean;
}

/** What a person asked for: work that is done although repairing by itself may be off. */
export class Requests {
  readonly #options: RequestsOptions;
  readonly #asked = new Map<string, DoneStep[]>();

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  /** Where the steps of a machine are to be put that somebody waits for; undefined when nobody does. */
  of(machine: string): DoneStep[] | undefined {
    return this.#asked.get(machine);
  }

  /**
   * Works until every named machine rests, as if repairing by itself were on; at most `deadlineMs`. Returns
   * the steps that were taken.
   */
  async settle(machines: readonly string[], deadlineMs: number): Promise<readonly DoneStep[]> {
    const { ledger, workbench, passed, found, isStopped } = this.#options;
    const until = this.#now() + deadlineMs;
    const done: DoneStep[] = [];
    for (const name of machines) this.#asked.set(name, done);
    try {
      for (;;) {
        await passed();
        const ended = workbench.ended(machines);
        if (ended !== undefined) await this.#within(until - this.#now(), ended);
        else {
          const waitMs = ledger.waitMs(
            found().assessed.filter(({ seen }) => machines.includes(seen.machine.name)),
          );
          if (waitMs === undefined) return done;
          await this.#pause(Math.min(waitMs, until - this.#now()));
        }
        // What cannot be written down now cannot be in a moment; whoever waits is told why.
        if (this.#now() >= until || isStopped() || done.some(({ isUnrecorded }) => isUnrecorded)) return done;
      }
    } finally {
      for (const name of machines) this.#asked.delete(name);
    }
  }

  /** Performs one step that a person asked for by name; undefined when there is no such machine. */
  async act(machine: string, does: DeedName, act: Act): Promise<DoneStep | undefined> {
    const { workbench, passed, found } = this.#options;
    await workbench.ended([machine]);
    const seen = found().observation?.machines.find((one) => one.machine.name === machine);
    if (seen === undefined) return undefined;
    const into: DoneStep[] = [];
    await workbench.begin({ seen, does, because: 'you asked for it', act, into });
    await passed();
    return into[0];
  }

  #pause(ms: number): Promise<void> {
    return this.#within(ms, new Promise(() => undefined));
  }

  /** Resolves when this ended, or after so many milliseconds. Leaves no timer, which would live on for minutes. */
  async #within(ms: number, ended: Promise<unknown>): Promise<void> {
    let cancel: (() => void) | undefined;
    const pause = new Promise<void>((resolve) => {
      cancel = this.#options.clock.after(Math.max(0, ms), resolve);
    });
    try {
      await Promise.race([ended, pause]);
    } finally {
      cancel?.();
    }
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}
