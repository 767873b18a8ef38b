import { Attempts } from './attempts.ts';
import type { StepName } from './decide.ts';
import { Fight } from './fight.ts';
import { Pause } from './pause.ts';
import { Quiet } from './quiet.ts';

const minute = 60_000;

/** What has been tried, agreed and found out about one machine since the daemon began or a person said "fix". */
export class MachineMemory {
  readonly tries: { readonly [K in StepName]: Attempts } = {
    'add-forward': new Attempts(3, 10 * minute),
    'replace-forward': new Attempts(3, 10 * minute),
    'repair-route': new Attempts(10, 10 * minute),
    'restore-address': new Attempts(2, 10 * minute),
    'renew-certificate': new Attempts(1, 30 * minute),
  };
  /** Repairs that failed with nobody to blame: no VPN was up, or a command hung or complained of something else. */
  readonly failedRepairs = new Attempts(6, 10 * minute);
  /**
   * All repairs while no VPN was up. A VPN that flaps leaves a lost route behind each time it goes, and putting it
   * back every few seconds would serve nobody.
   */
  readonly peacefulRepairs = new Attempts(20, 10 * minute);
  /** After a renewal that failed before it came to the engine: a machine may be asleep, or its disk full for a while. */
  readonly renewalPause = new Pause(minute / 4, 30 * minute);
  /** After a forward that led to a machine which is not yet, or no longer, what its store says. */
  readonly forwardPause = new Pause(minute / 12, 10 * minute);
  /** Why the last attempt of a step did not help. */
  readonly failures = new Map<StepName, string>();
  /** Why the last change of all could not be written down, so that it was not made; undefined when it could. */
  unrecorded: string | undefined;
  /** Who held the local ports that were tried. */
  readonly heldPorts = new Map<number, string>();
  /** Monotonic time since which the direct path has answered without a break. */
  directSince: number | undefined;
  /** Containers that a restart would stop; known from the attempt that asked for consent. */
  inTheWay: readonly string[] | undefined;
  /** Why no certificate can be issued or delivered here. */
  notRenewable: string | undefined;
  /** The guest showed another SSH host key than the pinned one. */
  keyChanged: string | undefined;
  /** The adapter was given its address, and no look has seen yet whether that brought the route back. */
  readdressed = false;
  /** A person agreed to an engine restart, for this fix. */
  consent = false;

  forget(): void {
    for (const attempts of [...Object.values(this.tries), this.failedRepairs, this.peacefulRepairs])
      attempts.forget();
    this.renewalPause.forget();
    this.forwardPause.forget();
    this.failures.clear();
    this.unrecorded = undefined;
    this.heldPorts.clear();
    this.inTheWay = undefined;
    this.notRenewable = undefined;
    this.keyChanged = undefined;
    this.readdressed = false;
    this.consent = false;
  }
}

export interface MemorySettings {
  readonly quietMs: number;
  readonly quietMaxMs: number;
  readonly fightLimit: number;
  readonly fightWindowMs: number;
}

/** Refusals are asked about again after this long, or when a person says "fix". */
const refusalMs = 60 * minute;

export class Memory {
  readonly quiet: Quiet;
  readonly fight: Fight;
  readonly #machines = new Map<string, MachineMemory>();
  #refusedAt: number | undefined;
  #granted = false;

  constructor(settings: MemorySettings) {
    this.quiet = new Quiet(settings.quietMs, settings.quietMaxMs);
    this.fight = new Fight(settings.fightLimit, settings.fightWindowMs);
  }

  retime(settings: MemorySettings): void {
    this.quiet.retime(settings.quietMs, settings.quietMaxMs);
    this.fight.retime(settings.fightLimit, settings.fightWindowMs);
  }

  of(machine: string): MachineMemory {
    const known = this.#machines.get(machine);
    if (known !== undefined) return known;
    const memory = new MachineMemory();
    this.#machines.set(machine, memory);
    return memory;
  }

  refused(now: number): void {
    this.#refusedAt = now;
    this.#granted = false;
  }

  granted(): void {
    this.#refusedAt = undefined;
    this.#granted = true;
  }

  permission(now: number): 'granted' | 'refused' | 'unknown' {
    if (this.#refusedAt !== undefined && now - this.#refusedAt < refusalMs) return 'refused';
    return this.#granted ? 'granted' : 'unknown';
  }

  /** A person says "try again": nothing is held against anybody. */
  forget(machine?: string): void {
    this.#refusedAt = undefined;
    this.fight.forget();
    if (machine !== undefined) this.of(machine).forget();
    else for (const memory of this.#machines.values()) memory.forget();
  }
}
