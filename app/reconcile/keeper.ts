import type { Settings } from '../../shared/settings.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Watch } from '../ports.ts';
import type { Assessed } from './advise/finding.ts';
import { Blind } from './blind.ts';
import { hostOnlyChanged, isTorn, lostEngines } from './changes.ts';
import { startHeartbeat } from './heartbeat.ts';
import { Ledger, type LedgerOptions } from './ledger.ts';
import { notice } from './notice.ts';
import type { Observation } from './observation.ts';
import { Observer } from './observe.ts';
import { decisionWords } from './picture.ts';
import { Publisher, type PublisherOptions } from './publisher.ts';
import { Pulse } from './pulse.ts';
import type { Remembered } from './remembered.ts';
import { Requests } from './requests.ts';
import { livePace, type Senses } from './senses.ts';
import { steps } from './steps/perform.ts';
import type { Hands } from './steps/step.ts';
import { Timeline } from './timeline.ts';
import { Timers } from './timers.ts';
import { isMending, Workbench, type Act, type DeedName, type DoneStep } from './workbench.ts';

export interface KeeperOptions {
  readonly senses: Senses;
  readonly hands: Hands;
  readonly settings: Settings;
  readonly remembered: Remembered;
  readonly daemon: () => Snapshot['daemon'];
  readonly beside?: PublisherOptions['beside'];
  readonly advise?: PublisherOptions['advise'];
  readonly endpointUse?: LedgerOptions['endpointUse'];
  /** Told of every look, before the snapshot is: what it found decides what is carried where. */
  readonly looked?: (assessed: readonly Assessed[]) => void;
}

/** Looks given up in a row because something changed; the next one is taken to its end. */
const mostOvertaken = 4;
/** Table and kernel answered at different moments of a change; this much later they agree. */
const tornMs = 20;
/** A machine that is switched off takes its engine with it before VirtualBox says so. */
const lostMs = 500;

/**
 * The loop: observe, assess, decide, perform one step per machine, look again. Pokes carry no facts. Steps
 * are started here, and in Requests for a person.
 */
export class Keeper {
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly observer: Observer;
  readonly #options: KeeperOptions;
  readonly #publisher: Publisher;
  readonly #pulse: Pulse;
  readonly #workbench: Workbench;
  readonly #requests: Requests;
  readonly #decisions = new Map<string, string>();
  readonly #timers: Timers;
  readonly #blind = new Blind();
  /** When the last step ended: a look that began before may not have seen what it did. */
  #stepEndedAt = -Infinity;
  #observation: Observation | undefined;
  #assessed: readonly Assessed[] = [];
  #overtaken = 0;
  #watch: Watch | undefined;
  #stopBeating: () => void = () => undefined;
  #stopped = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    const { senses, settings, remembered, daemon, beside, advise, endpointUse } = options;
    const { clock, log } = senses;
    this.#timers = new Timers(clock);
    this.timeline = new Timeline(clock, log);
    this.ledger = new Ledger({ clock, settings, remembered, timeline: this.timeline, endpointUse });
    this.#publisher = new Publisher({
      clock,
      settings,
      ledger: this.ledger,
      timeline: this.timeline,
      daemon,
      ...(beside === undefined ? {} : { beside }),
      ...(advise === undefined ? {} : { advise }),
    });
    this.#workbench = new Workbench({
      hands: options.hands,
      settings,
      ledger: this.ledger,
      timeline: this.timeline,
      newest: () => this.#observation,
      progressed: () => this.publish(),
      helped: () => this.#pulse.pokeNow(),
      ended: (machine, does) => {
        this.#stepEndedAt = this.#now();
        // A route says nothing about the VM or the engine, and asking them takes longer than the repair.
        if (does !== 'repair-route') this.observer.forget(machine);
        this.#pulse.pokeNow();
      },
      rests: (machine, ms) => this.#timer(`rest ${machine}`, ms, () => this.#pulse.pokeNow()),
    });
    this.#pulse = new Pulse(clock, (overtaken) => this.#pass(overtaken));
    this.#requests = new Requests({
      clock,
      ledger: this.ledger,
      workbench: this.#workbench,
      passed: () => this.#pulse.passed(),
      found: () => ({ observation: this.#observation, assessed: this.#assessed }),
      isStopped: () => this.#stopped,
    });
    this.observer = new Observer(senses, livePace(settings), (reason) => this.poke(reason));
  }

  /** Watches routes and repairs by itself from now on. Resolves after the first look. */
  async start(): Promise<void> {
    const { senses } = this.#options;
    this.#watch = this.#watchRoutes();
    await this.#pulse.passed();
    if (this.#stopped) return;
    this.#tick();
    this.#stopBeating = startHeartbeat({
      clock: senses.clock,
      isWell: () => this.snapshot?.state === 'ok' || this.snapshot?.state === 'off',
      beat: () => this.#beat(),
      jumped: () => {
        this.observer.forget();
        this.poke('the computer slept or its clock was set');
      },
    });
  }

  /** The settings are other ones. `reopened`: the senses were built anew, so the watch on routes is too. */
  async settingsChanged({ reopened }: { readonly reopened: boolean }): Promise<void> {
    this.ledger.settingsChanged();
    this.observer.forget();
    if (this.#watch !== undefined && reopened) {
      const old = this.#watch;
      this.#watch = this.#watchRoutes();
      await old.stop();
    }
    this.#tick();
    if (this.#watch !== undefined) this.poke('the settings have changed');
  }

  #watchRoutes(): Watch {
    return this.#options.senses.routing.watch((reason) => {
      this.ledger.routesChanged();
      this.poke(reason);
    });
  }

  #tick(): void {
    this.#timer('tick', this.#options.settings['tick.ms'], () => {
      this.poke('slow tick');
      this.#tick();
    });
  }

  poke(reason: string): void {
    this.#options.senses.log.debug(`poke: ${reason}`);
    this.#pulse.poke();
  }

  /** Publishes what is known now, when it says something new. */
  publish(): void {
    if (this.#observation === undefined) return;
    this.#publisher.publish(this.#observation, this.#assessed, (machine) => this.#workbench.working(machine));
  }

  get snapshot(): Snapshot | undefined {
    return this.#publisher.snapshot;
  }

  /** What the newest look found; undefined before the first. */
  get observation(): Observation | undefined {
    return this.#observation;
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

  /** See `Requests.settle`. */
  settle(machines: readonly string[], deadlineMs: number): Promise<readonly DoneStep[]> {
    return this.#requests.settle(machines, deadlineMs);
  }

  /** See `Requests.act`. */
  act(machine: string, does: DeedName, act: Act): Promise<DoneStep | undefined> {
    return this.#requests.act(machine, does, act);
  }

  /** Resolves when the steps under way, at these machines or at all, have ended; undefined when there are none. */
  stepsEnded(machines?: readonly string[]): Promise<unknown> | undefined {
    return this.#workbench.ended(machines);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopBeating();
    this.#timers.stop();
    await this.#watch?.stop();
    await this.#pulse.stop();
    await this.#workbench.ended();
  }

  async #pass(overtaken: AbortSignal): Promise<boolean> {
    try {
      const signal = this.#overtaken < mostOvertaken ? overtaken : new AbortController().signal;
      const began = this.#now();
      const seen = await this.observer.look(signal);
      this.#overtaken = seen === 'overtaken' ? this.#overtaken + 1 : 0;
      if (seen === 'overtaken' || began < this.#stepEndedAt) return false;
      await this.#take(seen);
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.senses.log.error(`[unexpected] pass: ${text}`);
    }
    return true;
  }

  async #take(seen: Observation): Promise<void> {
    const before = this.#observation;
    this.#observation = seen;
    await this.ledger.learn(before, seen);
    if (hostOnlyChanged(before, seen)) this.observer.forget();
    for (const line of notice(before, seen)) this.timeline.add(line);
    this.#assessed = seen.machines.map((machine) =>
      this.ledger.assess(machine, seen, this.#requests.of(machine.machine.name) !== undefined),
    );
    this.#options.looked?.(this.#assessed);
    for (const assessed of this.#assessed) this.#say(assessed);
    // Steps start first, so that the snapshot already says what is being done.
    if (!this.#stopped) for (const assessed of this.#assessed) this.#maybeStep(assessed);
    this.publish();
    this.#scheduleLooks(before, seen);
  }

  #say({ seen, decision }: Assessed): void {
    const { name } = seen.machine;
    // In the middle of a step the world looks odd, and nothing is decided about it.
    if (this.#workbench.working(name) !== undefined || this.#decisions.get(name) === decision.because) return;
    this.#decisions.set(name, decision.because);
    this.timeline.add({
      kind: 'decided',
      machine: name,
      text: `${decision.because} → ${decisionWords(decision)}`,
    });
  }

  #maybeStep({ seen, decision }: Assessed): void {
    const { name } = seen.machine;
    if (decision.outcome.kind !== 'step' || this.#workbench.working(name) !== undefined) return;
    const into = this.#requests.of(name);
    const isAutomatic = this.#watch !== undefined && this.#options.settings.autoRepair;
    if (into === undefined && (!isAutomatic || this.#workbench.isResting(name))) return;
    const { does } = decision.outcome;
    // The end of what is being done there brings the next look.
    if (isMending(does) && this.#workbench.isMending(seen.network)) return;
    this.ledger.begun(name, does);
    void this.#workbench.begin({ seen, does, because: decision.because, act: steps[does], into });
  }

  /** Timers for what no poke will report: the end of a wait, and a reading that needs a second one. */
  #scheduleLooks(before: Observation | undefined, seen: Observation): void {
    const waitMs = this.ledger.waitMs(this.#assessed);
    if (waitMs !== undefined) this.#timer('wait', waitMs, () => this.#pulse.pokeNow());
    const blindMs = this.#blind.waitMs(seen, this.#now());
    if (blindMs !== undefined) this.#timer('blind', blindMs, () => this.poke('a part could not be read'));
    // Whoever lost its engine may have been switched off: the hypervisor's answer from a minute ago is old news.
    const lost = lostEngines(before, seen);
    for (const name of lost) this.observer.forget(name);
    if (lost.length > 0) this.#timer('lost', lostMs, () => this.#pulse.pokeNow());
    if (isTorn(seen) && !isTorn(before)) this.#timer('torn', tornMs, () => this.#pulse.pokeNow());
  }

  async #beat(): Promise<void> {
    const seen = this.#observation;
    if (seen === undefined || !this.#workbench.isIdle || !(await this.observer.feelsDifferent(seen))) return;
    this.observer.forget();
    this.poke('a path answers differently');
  }

  #timer(name: string, ms: number, act: () => void): void {
    // Without a watch nobody is there for later: a command looks, acts and ends.
    if (!this.#stopped && this.#watch !== undefined) this.#timers.set(name, ms, act);
  }

  #now(): number {
    return this.#options.senses.clock.monotonic();
  }
}
