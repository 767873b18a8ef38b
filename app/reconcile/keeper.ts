import type { Settings } from '../../shared/settings.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Watch } from '../ports.ts';
import { valueOf } from '../reading.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { Assessed } from './advise.ts';
import type { StepName } from './decide.ts';
import { startHeartbeat } from './heartbeat.ts';
import { Ledger } from './ledger.ts';
import { notice } from './notice.ts';
import type { MachineObservation, Observation } from './observation.ts';
import { Observer } from './observe.ts';
import { decisionWords } from './picture.ts';
import { Publisher } from './publisher.ts';
import { Pulse } from './pulse.ts';
import type { Remembered } from './remembered.ts';
import type { Senses } from './senses.ts';
import { stepWords } from './steps/describe.ts';
import { perform } from './steps/perform.ts';
import type { Hands, Job, StepResult } from './steps/step.ts';
import { Timeline } from './timeline.ts';

export interface KeeperOptions {
  readonly senses: Senses;
  readonly hands: Hands;
  readonly settings: Settings;
  readonly remembered: Remembered;
  readonly daemon: () => Snapshot['daemon'];
}

/** A step that was taken. */
export interface DoneStep {
  readonly machine: string;
  readonly does: StepName;
  readonly because: string;
  readonly result: StepResult;
  /** Milliseconds. */
  readonly ms: number;
}

type Act = (hands: Hands, job: Job) => Promise<StepResult>;

/** Looks given up in a row because something changed; the next one is taken to its end. */
const mostOvertaken = 4;
/** Table and kernel answered at different moments of a change; this much later they agree. */
const tornMs = 20;
/** A machine that is switched off takes its engine with it before VirtualBox says so. */
const lostMs = 500;

/**
 * The loop: observe, assess, decide, perform one step per machine, look again. Pokes carry no facts. This is
 * the only place where steps are started.
 */
export class Keeper {
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly observer: Observer;
  readonly #options: KeeperOptions;
  readonly #publisher: Publisher;
  readonly #pulse: Pulse;
  readonly #busy = new Map<string, { text: string; ended: Promise<void> }>();
  readonly #asked = new Map<string, DoneStep[]>();
  readonly #decisions = new Map<string, string>();
  readonly #timers = new Map<string, () => void>();
  #observation: Observation | undefined;
  #assessed: readonly Assessed[] = [];
  #overtaken = 0;
  #watch: Watch | undefined;
  #stopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    const { senses, settings, remembered, daemon } = options;
    const { clock, log } = senses;
    this.timeline = new Timeline(clock, log);
    this.ledger = new Ledger({ clock, settings, remembered, timeline: this.timeline });
    this.#publisher = new Publisher({
      clock,
      settings,
      ledger: this.ledger,
      timeline: this.timeline,
      daemon,
    });
    this.#pulse = new Pulse(clock, (overtaken) => this.#pass(overtaken));
    const pace = { probeTimeoutMs: settings['probe.timeoutMs'], slowMs: settings['tick.ms'] };
    this.observer = new Observer(senses, pace, (reason) => this.poke(reason));
  }

  /** Watches routes and repairs by itself from now on. Resolves after the first look. */
  async start(): Promise<void> {
    const { senses, settings } = this.#options;
    this.#watch = senses.routing.watch((reason) => {
      this.ledger.routesChanged();
      this.poke(reason);
    });
    await this.#pulse.passed();
    if (this.#stopped) return;
    const tick = (): void => {
      this.#timer('tick', settings['tick.ms'], () => {
        this.poke('slow tick');
        tick();
      });
    };
    tick();
    const stopBeating = startHeartbeat({
      clock: senses.clock,
      isWell: () => this.snapshot?.state === 'ok' || this.snapshot?.state === 'off',
      beat: () => this.#beat(),
      jumped: () => {
        this.observer.forget();
        this.poke('the computer slept or its clock was set');
      },
    });
    this.#timers.set('heartbeat', stopBeating);
  }

  poke(reason: string): void {
    this.#options.senses.log.debug(`poke: ${reason}`);
    this.#pulse.poke();
  }

  get snapshot(): Snapshot | undefined {
    return this.#publisher.snapshot;
  }

  get assessed(): readonly Assessed[] {
    return this.#assessed;
  }

  listen(listener: (snapshot: Snapshot) => void): () => void {
    return this.#publisher.listen(listener);
  }

  /** One look at everything, the slow parts too. */
  async look(): Promise<Snapshot> {
    this.observer.forget();
    await this.#pulse.passed();
    const { snapshot } = this;
    if (snapshot === undefined) throw new Error('the world could not be looked at; the log says why');
    return snapshot;
  }

  /**
   * Works until every named machine rests, as if repairing by itself were on; at most `deadlineMs`. Returns
   * the steps that were taken.
   */
  async settle(machines: readonly string[], deadlineMs: number): Promise<readonly DoneStep[]> {
    const until = this.#now() + deadlineMs;
    const steps: DoneStep[] = [];
    for (const name of machines) this.#asked.set(name, steps);
    try {
      for (;;) {
        await this.#pulse.passed();
        const busy = machines.flatMap((name) => this.#busy.get(name)?.ended ?? []);
        if (busy.length > 0) await Promise.race([Promise.all(busy), this.#pause(until - this.#now())]);
        else {
          const waitMs = this.ledger.waitMs(
            this.#assessed.filter(({ seen }) => machines.includes(seen.machine.name)),
          );
          if (waitMs === undefined) return steps;
          await this.#pause(Math.min(waitMs, until - this.#now()));
        }
        if (this.#now() >= until || this.#stopped) return steps;
      }
    } finally {
      for (const name of machines) this.#asked.delete(name);
    }
  }

  /** Performs one step that a person asked for by name; undefined when there is no such machine. */
  async act(machine: string, does: StepName, act: Act): Promise<DoneStep | undefined> {
    await this.#busy.get(machine)?.ended;
    const seen = this.#observation?.machines.find((one) => one.machine.name === machine);
    if (seen === undefined) return undefined;
    const steps: DoneStep[] = [];
    await this.#step({ seen, does, because: 'you asked for it', act, into: steps });
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
      const signal = this.#overtaken < mostOvertaken ? overtaken : new AbortController().signal;
      const seen = await this.observer.look(signal);
      this.#overtaken = seen === 'overtaken' ? this.#overtaken + 1 : 0;
      if (seen !== 'overtaken') await this.#take(seen);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.senses.log.error(`[unexpected] pass: ${text}`);
    }
  }

  async #take(seen: Observation): Promise<void> {
    const before = this.#observation;
    this.#observation = seen;
    await this.ledger.learn(before, seen);
    if (hostOnlyChanged(before, seen)) this.observer.forget();
    for (const line of notice(before, seen)) this.timeline.add(line);
    this.#assessed = seen.machines.map((machine) =>
      this.ledger.assess(machine, seen, this.#asked.has(machine.machine.name)),
    );
    for (const assessed of this.#assessed) this.#say(assessed);
    // Steps start first, so that the snapshot already says what is being done.
    if (!this.#stopped) for (const assessed of this.#assessed) this.#maybeStep(assessed);
    this.#publish();
    this.#scheduleLooks(before, seen);
  }

  #say({ seen, decision }: Assessed): void {
    const { name } = seen.machine;
    if (this.#decisions.get(name) === decision.because) return;
    this.#decisions.set(name, decision.because);
    this.timeline.add({
      kind: 'decided',
      machine: name,
      text: `${decision.because} → ${decisionWords(decision)}`,
    });
  }

  #maybeStep({ seen, decision, memory }: Assessed): void {
    const { name } = seen.machine;
    if (decision.outcome.kind !== 'step' || this.#busy.has(name)) return;
    const into = this.#asked.get(name);
    const isAutomatic = this.#watch !== undefined && this.#options.settings.autoRepair;
    if (into === undefined && !isAutomatic) return;
    const { does } = decision.outcome;
    memory.tries[does].note(this.#now());
    void this.#step({
      seen,
      does,
      because: decision.because,
      act: (hands, job) => perform(does, hands, job),
      into,
    });
  }

  #step(step: {
    seen: MachineObservation;
    does: StepName;
    because: string;
    act: Act;
    into: DoneStep[] | undefined;
  }): Promise<void> {
    const { seen, does, because, into } = step;
    const { name } = seen.machine;
    const run = async (): Promise<void> => {
      // The entry in #busy is made before the step begins, so that its first progress has a place.
      await Promise.resolve();
      const began = this.#now();
      const result = await step
        .act(this.#options.hands, this.#job(seen))
        .catch((error: unknown): StepResult => ({
          kind: 'failed',
          text: error instanceof Error ? error.message : String(error),
        }));
      const ms = Math.round(this.#now() - began);
      this.#busy.delete(name);
      await this.ledger.conclude(name, does, result);
      this.timeline.add({ kind: 'did', machine: name, text: result.text, ms, ok: result.kind === 'done' });
      into?.push({ machine: name, does, because, result, ms });
      this.observer.forget(name);
      this.#pulse.pokeNow();
    };
    const ended = run();
    this.#busy.set(name, { text: stepWords[does], ended });
    return ended;
  }

  #job(seen: MachineObservation): Job {
    const { settings } = this.#options;
    const { name } = seen.machine;
    return {
      seen,
      all: this.#observation?.machines ?? [seen],
      memory: this.ledger.of(name),
      firstPort: settings['forward.firstPort'],
      restartAlways: settings['certificate.restart'] === 'always',
      progress: (text) => {
        const busy = this.#busy.get(name);
        if (busy === undefined) return;
        this.#busy.set(name, { ...busy, text });
        this.#publish();
      },
    };
  }

  #publish(): void {
    if (this.#observation === undefined) return;
    this.#publisher.publish(this.#observation, this.#assessed, (machine) => this.#busy.get(machine)?.text);
  }

  /** Timers for what no poke will report: the end of a wait, and a reading that needs a second one. */
  #scheduleLooks(before: Observation | undefined, seen: Observation): void {
    const waitMs = this.ledger.waitMs(this.#assessed);
    if (waitMs !== undefined) this.#timer('wait', waitMs, () => this.#pulse.pokeNow());
    // Whoever lost its engine may have been switched off: the hypervisor's answer from a minute ago is old news.
    const lost = seen.machines.filter(
      ({ machine, engine }) =>
        engine === undefined &&
        before?.machines.find((one) => one.machine.name === machine.name)?.engine !== undefined,
    );
    for (const { machine } of lost) this.observer.forget(machine.name);
    if (lost.length > 0) this.#timer('lost', lostMs, () => this.#pulse.pokeNow());
    if (isTorn(seen) && !isTorn(before)) this.#timer('torn', tornMs, () => this.#pulse.pokeNow());
  }

  async #beat(): Promise<void> {
    const seen = this.#observation;
    if (seen === undefined || this.#busy.size > 0 || !(await this.observer.feelsDifferent(seen))) return;
    this.observer.forget();
    this.poke('a path answers differently');
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

  #now(): number {
    return this.#options.senses.clock.monotonic();
  }
}

function isTorn(observation: Observation | undefined): boolean {
  return observation?.machines.some(({ route }) => route.kind === 'unknown' && !route.agreement) ?? false;
}

/** A host-only adapter came or went, which a machine's start or stop does: the hypervisor's answers are old. */
function hostOnlyChanged(before: Observation | undefined, seen: Observation): boolean {
  const list = (observation: Observation): string =>
    JSON.stringify(
      (valueOf(observation.interfaces) ?? [])
        .filter(({ name }) => kindOfInterface(name) === 'vm')
        .map(({ name, up, addresses }) => [name, up, addresses]),
    );
  return before !== undefined && list(before) !== list(seen);
}
