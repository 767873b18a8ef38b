import type { Clock } from '../ports.ts';

/** What outlives the daemon: when each machine's socket was last used, in milliseconds since the epoch. */
export interface UseMemory {
  endpointUsedAt(machine: string): number | undefined;
  noteEndpointUse(machine: string, at: number): Promise<void>;
}

/** How long a socket that was used counts as in use: a working day and the night after it. */
const inUseMs = 24 * 3_600_000;
/** A use is written down again after this: it is one of many, and a day is not measured by the minute. */
const writeMs = 15 * 60_000;

/** Who was here lately. A daemon that was started anew knows what the one before it saw. */
export class Usage {
  readonly #memory: UseMemory;
  readonly #clock: Clock;
  /** Monotonic: the wall clock may jump while we live. */
  readonly #usedAt = new Map<string, number>();
  readonly #writtenAt = new Map<string, number>();

  constructor(memory: UseMemory, clock: Clock) {
    this.#memory = memory;
    this.#clock = clock;
  }

  note(machine: string): void {
    const now = this.#clock.monotonic();
    this.#usedAt.set(machine, now);
    if (now - (this.#writtenAt.get(machine) ?? -Infinity) < writeMs) return;
    this.#writtenAt.set(machine, now);
    void this.#memory.noteEndpointUse(machine, this.#clock.now());
  }

  isRecent(machine: string): boolean {
    const used = this.#usedAt.get(machine);
    if (used !== undefined) return this.#clock.monotonic() - used < inUseMs;
    const before = this.#memory.endpointUsedAt(machine);
    // Written under a clock that was ahead, it counts for no longer than any other.
    return before !== undefined && Math.abs(this.#clock.now() - before) < inUseMs;
  }
}
