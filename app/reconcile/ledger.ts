import type { Settings } from '../../shared/settings.ts';
import type { Clock } from '../ports.ts';
import { assess } from './assess.ts';
import { adapterAppeared } from './changes.ts';
import { changesAt, isAstray } from './changes-at.ts';
import type { Assessed } from './advise/finding.ts';
import { decide, type StepName } from './decide.ts';
import type { Facts } from './facts.ts';
import { Memory, type MachineMemory, type MemorySettings } from './memory.ts';
import type { MachineObservation, Observation } from './observation.ts';
import type { Pause } from './pause.ts';
import { Reconnects } from './reconnects.ts';
import type { Remembered } from './remembered.ts';
import type { StepResult } from './steps/step.ts';
import type { Timeline } from './timeline.ts';
import { vpnKey } from './vpn-key.ts';

export interface LedgerOptions {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly remembered: Remembered;
  readonly timeline: Timeline;
  /** Whether a machine's endpoint listens, and whether somebody lives by it. */
  readonly endpointUse?: ((machine: string, selected: string | undefined) => Facts['endpoint']) | undefined;
}

/** Keeps what passes must remember: quiet, fights, permissions, attempts; and assesses with it. */
export class Ledger {
  readonly #options: LedgerOptions;
  readonly #memory: Memory;
  readonly #reconnects = new Reconnects();
  #vpn = '';

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#memory = new Memory(memorySettings(options.settings));
  }

  /** The settings have changed: what is counted goes on with the new limits. */
  settingsChanged(): void {
    this.#memory.retime(memorySettings(this.#options.settings));
  }

  of(machine: string): MachineMemory {
    return this.#memory.of(machine);
  }

  /** A person says "try again". */
  forget(machine?: string): void {
    this.#memory.forget(machine);
  }

  /** A person gave the route back: it stays there until this VPN is gone, or until "fix". */
  leaveRoutes(): void {
    this.#memory.fight.giveUp(this.#vpn);
  }

  get permission(): 'granted' | 'refused' | 'unknown' {
    return this.#memory.permission(this.#now);
  }

  takesRoutesBack(vpn: string): boolean {
    return (
      this.#memory.fight.isGivenUp(vpn, this.#now) ||
      this.#options.remembered.takesRoutesBack(vpn, this.#options.clock.now())
    );
  }

  /** The VPN that dropped lately because a VM's network appeared. */
  get reconnected(): string | undefined {
    return this.#reconnects.recent(this.#now);
  }

  /** The kernel reported a change. */
  routesChanged(): void {
    this.#memory.quiet.change(this.#now);
  }

  /** What the newest look says about the attempts before it. */
  async learn(before: Observation | undefined, seen: Observation): Promise<void> {
    const now = this.#now;
    const vpnBefore = before === undefined ? undefined : vpnKey(before);
    this.#vpn = vpnKey(seen);
    if (adapterAppeared(before, seen)) this.#reconnects.adapterAppeared(now);
    this.#reconnects.vpnChanged({ from: vpnKey(before), to: this.#vpn, now });
    if (vpnBefore !== undefined && vpnBefore !== this.#vpn) {
      const change = { from: vpnBefore, to: this.#vpn, now };
      if (this.#memory.fight.vpnChanged(change))
        await this.#giveUp('connects anew after each repair of the route');
    }
    for (const machine of seen.machines) {
      const memory = this.of(machine.machine.name);
      if (machine.direct.kind !== 'answers') memory.directSince = undefined;
      // What answers at the very first look has answered before we came.
      else memory.directSince ??= before === undefined ? -Infinity : now;
      const old = before?.machines.find((one) => one.machine.name === machine.machine.name);
      // A change that nobody reported begins its quiet time when it is seen.
      if (old !== undefined && old.route.kind !== machine.route.kind && isAstray(machine))
        this.routesChanged();
      // The adapter's address brings the route back as well: who takes that away is in the same fight.
      if (machine.route.kind === 'own' && memory.readdressed) {
        memory.readdressed = false;
        this.#memory.fight.repaired(now, this.#vpn, machine.machine.name);
      }
      const isGone = isAstray(machine) || machine.route.kind === 'no-network';
      if (isGone && this.#memory.fight.astray(now, this.#vpn, machine.machine.name))
        await this.#giveUp(takesBack);
    }
    const stood = this.#memory.fight.stoodLong(now);
    if (stood !== undefined) await this.#options.remembered.noteLeavesAlone(stood);
  }

  /** `asked`: a person wants it, so an old memory of this VPN does not count. */
  assess(seen: MachineObservation, observation: Observation, asked: boolean): Assessed {
    const { settings, remembered, clock } = this.#options;
    const now = this.#now;
    const memory = this.of(seen.machine.name);
    const known = !asked && remembered.takesRoutesBack(this.#vpn, clock.now());
    const facts = assess(seen, observation, {
      now,
      memory,
      quiet: this.#memory.quiet.remainingMs(now, this.#vpn !== '') === 0,
      permission: this.permission,
      vpnIsUp: this.#vpn !== '',
      takenBack: known || this.#memory.fight.isGivenUp(this.#vpn, now),
      endpoint: this.#endpointOf(seen.machine.name, observation.context?.host),
      forwardWanted: remembered.wantsForward(seen.machine.name),
      settings: {
        repair: settings['route.repair'] === 'auto',
        arm: settings['forward.arm'],
        holdMs: settings['direct.holdMs'],
        renewDaysBefore: settings['certificate.renewDaysBefore'],
        restart: settings['certificate.restart'],
      },
    });
    return {
      seen,
      facts,
      decision: decide(facts),
      memory,
      changesAt: changesAt(
        { seen, facts, memory },
        {
          now,
          quietMs: this.#memory.quiet.remainingMs(now, this.#vpn !== ''),
          holdMs: settings['direct.holdMs'],
        },
      ),
    };
  }

  /** A step begins, and counts as a try; a repair without a VPN is counted with more patience. */
  begun(machine: string, does: StepName): void {
    const { tries, peacefulRepairs } = this.of(machine);
    const counted = does === 'repair-route' && this.#vpn === '' ? peacefulRepairs : tries[does];
    counted.note(this.#now);
  }

  /** A step that was not begun, because it could not be written down first: nothing is learnt from it, of the VPN least of all. */
  unrecorded(machine: string, does: StepName, why: string): void {
    const memory = this.of(machine);
    memory.tries[does].takeBack();
    memory.unrecorded = why;
  }

  /** What the result of a step means for what may be tried again. */
  async conclude(machine: string, does: StepName, result: StepResult): Promise<void> {
    const memory = this.of(machine);
    memory.unrecorded = undefined;
    if (result.kind === 'done') memory.failures.delete(does);
    else memory.failures.set(does, result.text);
    if (does === 'repair-route') return this.#concludeRepair(machine, result);
    if (does === 'restore-address' && result.kind === 'done') memory.readdressed = true;
    const pause = pauseOf(memory, does);
    if (result.kind === 'done') pause?.forget();
    // What restarts an engine is tried once in half an hour; what never came to it, soon again.
    if (pause !== undefined && result.kind === 'failed' && result.untouched === true) {
      pause.begin(this.#now);
      memory.tries[does].takeBack();
    }
    // What succeeded is no failed attempt; the next one may be due in a year.
    if (result.kind === 'done' && does !== 'restore-address') memory.tries[does].forget();
  }

  async #concludeRepair(machine: string, result: StepResult): Promise<void> {
    if (result.kind === 'refused') {
      this.#memory.refused(this.#now);
      return;
    }
    this.#memory.granted();
    if (result.kind === 'done') return this.#memory.fight.repaired(this.#now, this.#vpn, machine);
    if (this.#vpn === '' || result.undone !== true) return this.of(machine).failedRepairs.note(this.#now);
    if (this.#memory.fight.lostAgain(this.#now, this.#vpn)) await this.#giveUp(takesBack);
  }

  /**
   * Milliseconds until time alone changes a decision about these machines; undefined when it does not. What was
   * due since they were assessed is due at once: publishing may take longer than a quiet that was nearly over.
   */
  waitMs(assessed: readonly Assessed[]): number | undefined {
    const times = assessed.flatMap(({ changesAt }) => (changesAt === undefined ? [] : [changesAt]));
    // A timer may fire a moment early; a look that comes too soon would wait once more.
    return times.length === 0 ? undefined : Math.max(5, Math.min(...times) - this.#now + 5);
  }

  /** Whoever agreed to a restart does not want the endpoint's users spared. */
  #endpointOf(machine: string, selected: string | undefined): Facts['endpoint'] {
    const use = this.#options.endpointUse?.(machine, selected) ?? 'off';
    const agreed = this.of(machine).consent || this.#options.settings['certificate.restart'] === 'always';
    return use === 'in-use' && agreed ? 'idle' : use;
  }

  async #giveUp(why: string): Promise<void> {
    const { timeline, remembered, clock } = this.#options;
    const isNobody = this.#vpn === '';
    const until = isNobody ? 'for a while' : 'until it disconnects';
    timeline.add({
      kind: 'noticed',
      text: `${isNobody ? 'something' : this.#vpn} ${why}; Fairlead leaves it alone ${until}`,
    });
    await remembered.noteTakesBack(this.#vpn, clock.now());
  }

  get #now(): number {
    return this.#options.clock.monotonic();
  }
}

const takesBack = 'takes the repaired route back every time';

function memorySettings(settings: Settings): MemorySettings {
  return {
    quietMs: settings['route.quietMs'],
    quietMaxMs: settings['route.quietMaxMs'],
    fightLimit: settings['route.fightLimit'],
    fightWindowMs: settings['route.fightWindowMs'],
  };
}

/** What a step that came to nothing waits for before it is tried again. */
function pauseOf(memory: MachineMemory, does: StepName): Pause | undefined {
  if (does === 'renew-certificate') return memory.renewalPause;
  return does === 'add-forward' || does === 'replace-forward' ? memory.forwardPause : undefined;
}
