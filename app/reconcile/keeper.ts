import type { Advisory, MachineView, Snapshot, VpnView } from '../../shared/snapshot.ts';
import type { Settings } from '../../shared/settings.ts';
import { valueOf } from '../reading.ts';
import { formatCidr } from '../route/cidr.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import { adviseComputer, adviseMachine, type AdviseContext, type Assessed, type Finding } from './advise.ts';
import { assess } from './assess.ts';
import { decide, type StepName } from './decide.ts';
import { Memory } from './memory.ts';
import { notice } from './notice.ts';
import { Observer, type Senses } from './observe.ts';
import type { MachineObservation, Observation } from './observation.ts';
import { decisionWords, viewBroken, viewMachine } from './picture.ts';
import { Pulse } from './pulse.ts';
import { Remembered } from './remembered.ts';
import { summarise } from './sentence.ts';
import { stepWords } from './steps/describe.ts';
import { perform } from './steps/perform.ts';
import type { Hands, Job, StepResult } from './steps/step.ts';
import { Timeline } from './timeline.ts';

/** Heartbeat of the probes alone, which starts no program. */
const heartbeatMs = { well: 15_000, unwell: 5_000 } as const;
/** A wall clock that moved this much more than the steady one: the computer slept, or its clock was set. */
const clockJumpMs = 5_000;
/** Looks given up in a row because something changed; the next one is taken to its end. */
const mostOvertaken = 4;

export interface KeeperOptions {
  readonly senses: Senses;
  readonly hands: Hands;
  readonly settings: Settings;
  readonly remembered: Remembered;
  /** Everything of the snapshot that the keeper does not know. */
  readonly daemon: Snapshot['daemon'];
}

/** What a person asked for, for one machine: repairs are made even where they are not automatic. */
interface Asked {
  readonly steps: DoneStep[];
}

export interface DoneStep {
  readonly machine: string;
  readonly does: StepName;
  readonly because: string;
  readonly result: StepResult;
  readonly ms: number;
}

/**
 * The loop: observe, assess, decide, perform one step per machine, look again. Pokes carry no facts. The
 * keeper owns what passes remember and is the only place where steps are started.
 */
export class Keeper {
  readonly timeline: Timeline;
  readonly memory: Memory;
  readonly #options: KeeperOptions;
  readonly #observer: Observer;
  readonly #pulse: Pulse;
  readonly #busy = new Map<string, { text: string; ended: Promise<void> }>();
  readonly #asked = new Map<string, Asked>();
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #advisorySince = new Map<string, string>();
  readonly #vpnSince = new Map<string, string>();
  readonly #decisions = new Map<string, string>();
  #observation: Observation | undefined;
  #assessed: readonly Assessed[] = [];
  #snapshot: Snapshot | undefined;
  #timers = new Map<string, () => void>();
  #overtaken = 0;
  #watch: { stop(): Promise<void> } | undefined;
  #stopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    const { senses, settings } = options;
    this.timeline = new Timeline(senses.clock, senses.log);
    this.memory = new Memory({
      quietMs: settings['route.quietMs'],
      quietMaxMs: settings['route.quietMaxMs'],
      fightLimit: settings['route.fightLimit'],
      fightWindowMs: settings['route.fightWindowMs'],
    });
    this.#pulse = new Pulse(senses.clock, (overtaken) => this.#pass(overtaken));
    this.#observer = new Observer(senses, { probeTimeoutMs: settings['probe.timeoutMs'], slowMs: settings['tick.ms'] }, (reason) => this.poke(reason));
  }

  /** Watches routes and repairs by itself from now on. Resolves after the first look. */
  async start(): Promise<void> {
    this.#watch = this.#options.senses.routing.watch((reason) => {
      this.memory.quiet.change(this.#now());
      this.poke(reason);
    });
    await this.#pulse.passed();
    this.#tick();
    this.#heartbeat({ wall: this.#wall(), steady: this.#now() });
  }

  poke(reason: string): void {
    this.#options.senses.log.debug(`poke: ${reason}`);
    this.#pulse.poke();
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  get assessed(): readonly Assessed[] {
    return this.#assessed;
  }

  get observer(): Observer {
    return this.#observer;
  }

  /** What a step works on, for the machine as last seen. */
  job(seen: MachineObservation): Job {
    return {
      seen,
      all: this.#observation?.machines ?? [seen],
      memory: this.memory.of(seen.machine.name),
      firstPort: this.#options.settings['forward.firstPort'],
      restartAlways: this.#options.settings['certificate.restart'] === 'always',
      progress: (text) => this.#progress(seen.machine.name, text),
    };
  }

  listen(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One look at everything, the slow parts too. */
  async look(): Promise<Snapshot> {
    this.#observer.forget();
    await this.#pulse.passed();
    return this.#newest();
  }

  /**
   * Works until every named machine rests, as if repairing by itself were on; at most `deadlineMs`. Returns
   * the steps that were taken.
   */
  async settle(machines: readonly string[], deadlineMs: number): Promise<readonly DoneStep[]> {
    const until = this.#now() + deadlineMs;
    const steps: DoneStep[] = [];
    for (const name of machines) this.#asked.set(name, { steps });
    try {
      for (;;) {
        await this.#pulse.passed();
        const busy = machines.flatMap((name) => this.#busy.get(name)?.ended ?? []);
        if (busy.length > 0) await Promise.race([Promise.all(busy), this.#pause(until - this.#now())]);
        else {
          const waitMs = this.#waitFor(machines);
          if (waitMs === undefined) return steps;
          await this.#pause(Math.min(waitMs, until - this.#now()));
        }
        if (this.#now() >= until || this.#stopped) return steps;
      }
    } finally {
      for (const name of machines) this.#asked.delete(name);
    }
  }

  /** Performs one step that a person asked for by name. */
  async act(machine: string, does: StepName, act: (hands: Hands, job: Job) => Promise<StepResult>): Promise<DoneStep | undefined> {
    const seen = this.#observation?.machines.find((one) => one.machine.name === machine);
    if (seen === undefined) return undefined;
    await this.#busy.get(machine)?.ended;
    const steps: DoneStep[] = [];
    await this.#step({ seen, does, because: 'a person asked for it', act, into: steps });
    await this.#pulse.passed();
    return steps[0];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    await this.#watch?.stop();
    await this.#pulse.stop();
    await Promise.all([...this.#busy.values()].map(({ ended }) => ended));
  }

  async #pass(overtaken: AbortSignal): Promise<void> {
    try {
      const seen = await this.#observer.look(this.#overtaken < mostOvertaken ? overtaken : new AbortController().signal);
      if (seen === 'overtaken') {
        this.#overtaken += 1;
        return;
      }
      this.#overtaken = 0;
      await this.#take(seen);
    } catch (error) {
      this.#options.senses.log.error(`[unexpected] pass: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }

  async #take(seen: Observation): Promise<void> {
    const before = this.#observation;
    this.#observation = seen;
    await this.#learn(before, seen);
    for (const line of notice(before, seen)) this.timeline.add(line);
    this.#assessed = seen.machines.map((machine) => this.#assess(machine, seen));
    for (const assessed of this.#assessed) this.#say(assessed);
    // Steps start first, so that the snapshot already says what is being done.
    if (!this.#stopped) for (const assessed of this.#assessed) this.#maybeStep(assessed);
    this.#publish();
    this.#scheduleLooks(before, seen);
  }

  /** Updates what outlives a pass: how long direct has held, fights, permissions, names of VPNs. */
  async #learn(before: Observation | undefined, seen: Observation): Promise<void> {
    const now = this.#now();
    const vpn = vpnKey(seen);
    const { remembered } = this.#options;
    if (before !== undefined && vpnKey(before) !== vpn) this.memory.fight.forget();
    if (interfacesChanged(before, seen)) this.#observer.forget();
    for (const machine of seen.machines) {
      const memory = this.memory.of(machine.machine.name);
      if (machine.direct.kind !== 'answers') memory.directSince = undefined;
      else memory.directSince ??= before === undefined ? -Infinity : now;
      const old = before?.machines.find((one) => one.machine.name === machine.machine.name);
      const astray = machine.route.kind === 'taken' || machine.route.kind === 'lost';
      if (old !== undefined && old.route.kind !== machine.route.kind && astray) this.memory.quiet.change(now);
      if (astray && this.memory.fight.astray(now, vpn)) await this.#giveUp(vpn);
      if (reachable(old) && !reachable(machine)) this.#observer.forget(machine.machine.name);
    }
    const kind = this.memory.fight.stoodLong(now);
    if (kind !== undefined) await remembered.noteLeavesAlone(kind);
    const names = (valueOf(seen.vpns) ?? []).map(vpnId);
    for (const name of this.#vpnSince.keys()) if (!names.includes(name)) this.#vpnSince.delete(name);
    for (const name of names) if (!this.#vpnSince.has(name)) this.#vpnSince.set(name, new Date(seen.at).toISOString());
  }

  async #giveUp(vpn: string): Promise<void> {
    this.timeline.add({ kind: 'noticed', text: `${vpn === '' ? 'something' : vpn} takes the repaired route back every time; Fairlead leaves it alone until it disconnects` });
    await this.#options.remembered.noteTakesBack(vpn, this.#wall());
  }

  #assess(seen: MachineObservation, observation: Observation): Assessed {
    const { settings, remembered } = this.#options;
    const now = this.#now();
    const vpn = vpnKey(observation);
    const memory = this.memory.of(seen.machine.name);
    const facts = assess(seen, observation, {
      now,
      memory,
      quiet: this.memory.quiet.remainingMs(now, vpn !== '') === 0,
      permission: this.memory.permission(now),
      takenBack: this.memory.fight.isGivenUp(vpn) || (remembered.takesRoutesBack(vpn, this.#wall()) && !this.#asked.has(seen.machine.name)),
      forwardWanted: remembered.wantsForward(seen.machine.name),
      settings: {
        repair: settings['route.repair'] === 'auto',
        arm: settings['forward.arm'],
        holdMs: settings['direct.holdMs'],
        renewDaysBefore: settings['certificate.renewDaysBefore'],
        restart: settings['certificate.restart'],
      },
    });
    return { seen, facts, decision: decide(facts), memory };
  }

  #say({ seen, decision }: Assessed): void {
    const { name } = seen.machine;
    if (this.#decisions.get(name) === decision.because) return;
    this.#decisions.set(name, decision.because);
    this.timeline.add({ kind: 'decided', machine: name, text: `${decision.because} → ${decisionWords(decision)}` });
  }

  #maybeStep({ seen, decision, memory }: Assessed): void {
    const { name } = seen.machine;
    if (decision.outcome.kind !== 'step' || this.#busy.has(name)) return;
    const asked = this.#asked.get(name);
    const automatic = this.#watch !== undefined && this.#options.settings.autoRepair;
    if (asked === undefined && !automatic) return;
    const { does } = decision.outcome;
    memory.tries[does].note(this.#now());
    void this.#step({ seen, does, because: decision.because, act: (hands, job) => perform(does, hands, job), into: asked?.steps });
  }

  #step(step: { seen: MachineObservation; does: StepName; because: string; act: (hands: Hands, job: Job) => Promise<StepResult>; into: DoneStep[] | undefined }): Promise<void> {
    const { name } = step.seen.machine;
    const run = async (): Promise<void> => {
      const began = this.#now();
      const result = await step.act(this.#options.hands, this.job(step.seen));
      const ms = Math.round(this.#now() - began);
      this.#busy.delete(name);
      await this.#conclude(step, result);
      this.timeline.add({ kind: 'did', machine: name, text: result.text, ms, ok: result.kind === 'done' });
      step.into?.push({ machine: name, does: step.does, because: step.because, result, ms });
      this.#observer.forget(name);
      this.#pulse.pokeNow();
    };
    const ended = run();
    this.#busy.set(name, { text: stepWords[step.does], ended });
    return ended;
  }

  /** What a result means for what may be tried again. */
  async #conclude({ does, seen }: { does: StepName; seen: MachineObservation }, result: StepResult): Promise<void> {
    const memory = this.memory.of(seen.machine.name);
    const vpn = this.#observation === undefined ? '' : vpnKey(this.#observation);
    if (result.kind === 'done') memory.failures.delete(does);
    else memory.failures.set(does, result.text);
    if (does === 'repair-route') {
      if (result.kind === 'refused') this.memory.refused(this.#now());
      else {
        this.memory.granted();
        if (result.kind === 'done') this.memory.fight.repaired(this.#now(), vpn);
        else if (vpn !== '' && this.memory.fight.lostAgain(this.#now(), vpn)) await this.#giveUp(vpn);
      }
    }
    // A certificate that is served now is no failed attempt; the next one may be due in a year.
    if (does === 'renew-certificate' && result.kind === 'done') memory.tries[does].forget();
    if ((does === 'add-forward' || does === 'replace-forward') && result.kind === 'done') memory.tries[does].forget();
  }

  #progress(machine: string, text: string): void {
    const busy = this.#busy.get(machine);
    if (busy === undefined) return;
    this.#busy.set(machine, { ...busy, text });
    this.#publish();
  }

  #publish(): void {
    const seen = this.#observation;
    if (seen === undefined) return;
    const body = this.#describe(seen);
    if (this.#snapshot !== undefined && sameBody(this.#snapshot, body)) return;
    const snapshot = { ...body, revision: (this.#snapshot?.revision ?? 0) + 1, at: new Date(this.#wall()).toISOString() };
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }

  #describe(seen: Observation): Body {
    const { settings } = this.#options;
    const now = this.#now();
    const vpn = vpnKey(seen);
    const context: AdviseContext = {
      observation: seen,
      vpn: vpn === '' ? undefined : vpn,
      permission: this.memory.permission(now),
      renewDaysBefore: settings['certificate.renewDaysBefore'],
    };
    const machines: MachineView[] = this.#assessed.map((assessed) =>
      viewMachine(assessed, { working: this.#busy.get(assessed.seen.machine.name)?.text, now: seen.at, renewDaysBefore: context.renewDaysBefore }),
    );
    for (const entry of valueOf(seen.stores) ?? []) if (entry.kind === 'broken') machines.push(viewBroken(entry));
    const advisories = this.#date([...adviseComputer(context), ...this.#assessed.flatMap((assessed) => adviseMachine(assessed, context))]);
    const vpns = this.#viewVpns(seen, vpn);
    return {
      ...summarise({ machines, vpns, advisories }),
      daemon: { ...this.#options.daemon, autoRepair: settings.autoRepair },
      routePermission: context.permission,
      vpns,
      machines,
      advisories,
      timeline: [...this.timeline.lines],
    };
  }

  #viewVpns(seen: Observation, key: string): VpnView[] {
    const rows = valueOf(seen.table)?.rows ?? [];
    return (valueOf(seen.vpns) ?? []).map((vpn) => ({
      name: vpn.name,
      ...(vpn.interface === undefined ? {} : { interface: vpn.interface }),
      evidence: vpn.evidence,
      since: this.#vpnSince.get(vpnId(vpn)) ?? new Date(seen.at).toISOString(),
      networks: rows.filter((row) => row.interface === vpn.interface && !row.scoped && !row.cloned).map((row) => formatCidr(row.destination)).slice(0, 64),
      takesRoutesBack: this.memory.fight.isGivenUp(key) || this.#options.remembered.takesRoutesBack(key, this.#wall()),
    }));
  }

  /** Gives each advisory the time since which it has been true. */
  #date(findings: readonly Finding[]): Advisory[] {
    const key = ({ code, machine }: Finding): string => `${code} ${machine ?? ''}`;
    const present = new Set(findings.map(key));
    for (const old of this.#advisorySince.keys()) if (!present.has(old)) this.#advisorySince.delete(old);
    const now = new Date(this.#wall()).toISOString();
    const once = new Map(findings.map((finding) => [key(finding), finding]));
    return [...once].map(([id, finding]) => {
      const since = this.#advisorySince.get(id) ?? now;
      this.#advisorySince.set(id, since);
      return { ...finding, since };
    });
  }

  /** Timers for what no poke will report: the end of a wait, and a reading that needs a second one. */
  #scheduleLooks(before: Observation | undefined, seen: Observation): void {
    const waitMs = this.#waitFor(seen.machines.map(({ machine }) => machine.name));
    if (waitMs !== undefined) this.#timer('wait', waitMs, () => this.#pulse.pokeNow());
    // Table and kernel answered at different moments of a change; the first look after one is worth a second.
    const torn = (observation: Observation | undefined): boolean => observation?.machines.some(({ route }) => route.kind === 'unknown' && !route.agreement) ?? false;
    if (torn(seen) && !torn(before)) this.#timer('torn', 20, () => this.#pulse.pokeNow());
  }

  /** Milliseconds until time alone changes a decision; undefined when it does not. */
  #waitFor(machines: readonly string[]): number | undefined {
    const { settings } = this.#options;
    const now = this.#now();
    const vpnIsUp = this.#observation !== undefined && vpnKey(this.#observation) !== '';
    const waits = this.#assessed
      .filter(({ seen }) => machines.includes(seen.machine.name))
      .flatMap(({ facts, memory }) => {
        const quiet = this.memory.quiet.remainingMs(now, vpnIsUp);
        const astray = facts.route === 'taken' || facts.route === 'lost';
        return [
          ...(astray && quiet > 0 && !facts.quiet ? [quiet] : []),
          ...(facts.direct === 'answers' && !facts.held && memory.directSince !== undefined ? [memory.directSince + settings['direct.holdMs'] - now] : []),
        ];
      });
    return waits.length === 0 ? undefined : Math.max(5, Math.min(...waits) + 5);
  }

  #tick(): void {
    this.#timer('tick', this.#options.settings['tick.ms'], () => {
      this.poke('slow tick');
      this.#tick();
    });
  }

  /** Probes the paths in use without starting a program, and notices that the computer slept. */
  #heartbeat(last: { wall: number; steady: number }): void {
    const well = this.#snapshot?.state === 'ok' || this.#snapshot?.state === 'off';
    this.#timer('heartbeat', well ? heartbeatMs.well : heartbeatMs.unwell, () => {
      const now = { wall: this.#wall(), steady: this.#now() };
      const jump = Math.abs(now.wall - last.wall - (now.steady - last.steady));
      if (jump > clockJumpMs || now.steady - last.steady > heartbeatMs.well + clockJumpMs) {
        this.#observer.forget();
        this.poke('the computer slept or its clock was set');
        this.#heartbeat(now);
        return;
      }
      void this.#beat().finally(() => this.#heartbeat({ wall: this.#wall(), steady: this.#now() }));
    });
  }

  async #beat(): Promise<void> {
    const seen = this.#observation;
    if (seen === undefined || this.#busy.size > 0) return;
    if (await this.#observer.feelsDifferent(seen)) this.poke('a path answers differently');
  }

  #timer(name: string, ms: number, act: () => void): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
    if (this.#stopped || this.#watch === undefined) return;
    this.#timers.set(name, this.#options.senses.clock.after(ms, act));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.senses.clock.after(Math.max(0, ms), resolve);
    });
  }

  #newest(): Snapshot {
    if (this.#snapshot === undefined) throw new Error('the world could not be looked at; the log says why');
    return this.#snapshot;
  }

  #now(): number {
    return this.#options.senses.clock.monotonic();
  }

  #wall(): number {
    return this.#options.senses.clock.now();
  }
}

type Body = Omit<Snapshot, 'revision' | 'at'>;

/** Whether two snapshots say the same; latency alone is no news. */
function sameBody(old: Snapshot, body: Body): boolean {
  const plain = ({ revision: _revision, at: _at, ...rest }: Partial<Snapshot>): string =>
    JSON.stringify(rest, (key, value: unknown) => (key === 'latencyMs' ? undefined : value));
  return plain(old) === plain(body);
}

function vpnId(vpn: { readonly name: string; readonly interface?: string }): string {
  return `${vpn.name} ${vpn.interface ?? ''}`;
}

/** Names of the VPNs that are up, as one text; empty when none is. */
function vpnKey(observation: Observation): string {
  return (valueOf(observation.vpns) ?? []).map(({ name }) => name).sort().join(' and ');
}

function reachable(seen: MachineObservation | undefined): boolean {
  return seen?.engine !== undefined;
}

/** A host-only adapter came or went, which a machine's start or stop does: the hypervisor's answers are old. */
function interfacesChanged(before: Observation | undefined, seen: Observation): boolean {
  const list = (observation: Observation): string => JSON.stringify((valueOf(observation.interfaces) ?? []).filter(({ name }) => kindOfInterface(name) === 'vm').map(({ name, up, addresses }) => [name, up, addresses]));
  return before !== undefined && list(before) !== list(seen);
}
