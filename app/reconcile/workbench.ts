import type { Settings } from '../../shared/settings.ts';
import { NotRecorded } from '../home/not-recorded.ts';
import { sameCidr, type Cidr } from '../route/cidr.ts';
import type { StepName } from './decide.ts';
import type { Ledger } from './ledger.ts';
import { vpnNamesOf, type MachineObservation, type Observation } from './observation.ts';
import { doingWords } from './steps/describe.ts';
import type { Hands, Job, StepResult } from './steps/step.ts';
import type { Timeline } from './timeline.ts';

/** What a person may ask for beyond what the table decides. */
export type DeedName = StepName | 'remove-forward';

/** A step that was taken. */
export interface DoneStep {
  readonly machine: string;
  readonly does: DeedName;
  readonly because: string;
  readonly result: StepResult;
  /** Milliseconds. */
  readonly ms: number;
  /** Whether it was not even begun, because it could not be written down first. */
  readonly isUnrecorded: boolean;
}

export type Act = (hands: Hands, job: Job) => Promise<StepResult>;

export interface Order {
  readonly seen: MachineObservation;
  readonly does: DeedName;
  readonly because: string;
  readonly act: Act;
  /** Where a person who waits for it finds it. */
  readonly into?: DoneStep[] | undefined;
}

export interface WorkbenchOptions {
  readonly hands: Hands;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  readonly newest: () => Observation | undefined;
  /** Something to tell: a step began or got further. */
  readonly progressed: () => void;
  /** A step that still runs has helped; the world is to be read now. */
  readonly helped: () => void;
  /** A step of this machine has ended; the world is to be read again. */
  readonly ended: (machine: string, does: DeedName) => void;
  /** A machine is left alone for so many milliseconds; then is the time for another look. */
  readonly rests: (machine: string, ms: number) => void;
}

/** How long a machine is left alone when its change could not be written down first: no disk is full for a moment only. */
const unrecordedMs = 5000;

interface Busy {
  readonly text: string;
  readonly order: Order;
  readonly ended: Promise<void>;
}

/** Steps that change the route of a whole network, which machines share. */
export function isMending(does: DeedName): boolean {
  return does === 'repair-route' || does === 'restore-address';
}

/** Where steps are carried out: one at a time for each machine. */
export class Workbench {
  readonly #options: WorkbenchOptions;
  readonly #claims = new Map<number, string>();
  readonly #busy = new Map<string, Busy>();
  /** Machines whose last change could not be written down: until when they are left alone, and what was said of it. */
  readonly #resting = new Map<string, { readonly until: number; readonly text: string }>();

  constructor(options: WorkbenchOptions) {
    this.#options = options;
  }

  /** What is being done for this machine right now, in words. */
  working(machine: string): string | undefined {
    return this.#busy.get(machine)?.text;
  }

  /** Whether nothing is to be begun by itself for now; a person who asks is answered at once. */
  isResting(machine: string): boolean {
    return (this.#resting.get(machine)?.until ?? -Infinity) > this.#options.hands.clock.monotonic();
  }

  /**
   * Whether the route or the address of this network is being put back for some machine: two that do it at once
   * take each other's row away, which looks as if a VPN had.
   */
  isMending(network: Cidr | undefined): boolean {
    return [...this.#busy.values()].some(
      ({ order }) =>
        isMending(order.does) &&
        network !== undefined &&
        order.seen.network !== undefined &&
        sameCidr(order.seen.network, network),
    );
  }

  get isIdle(): boolean {
    return this.#busy.size === 0;
  }

  /** Resolves when what is being done for these machines, or for all, has ended; undefined when nothing is. */
  ended(machines: readonly string[] = [...this.#busy.keys()]): Promise<unknown> | undefined {
    const ends = machines.flatMap((name) => this.#busy.get(name)?.ended ?? []);
    return ends.length === 0 ? undefined : Promise.all(ends);
  }

  begin(order: Order): Promise<void> {
    const { name } = order.seen.machine;
    const ended = this.#carryOut(order);
    this.#busy.set(name, { text: doingWords[order.does], order, ended });
    return ended;
  }

  async #carryOut({ seen, does, because, act, into }: Order): Promise<void> {
    const { hands, ledger, timeline } = this.#options;
    const { name } = seen.machine;
    // The entry in #busy is made before the step begins, so that its first progress has a place.
    await Promise.resolve();
    const began = hands.clock.monotonic();
    const { result, isUnrecorded } = await act(hands, this.#job(seen)).then(
      (ended) => ({ result: ended, isUnrecorded: false }),
      (error: unknown) => ({ result: this.#broken(does, error), isUnrecorded: error instanceof NotRecorded }),
    );
    const ms = Math.round(hands.clock.monotonic() - began);
    this.#busy.delete(name);
    if (does !== 'remove-forward')
      await (isUnrecorded ? ledger.unrecorded(name, does, result.text) : ledger.conclude(name, does, result));
    // Tried every few seconds for as long as a disk is full, it would be all that the timeline holds.
    const isNews = !isUnrecorded || this.#resting.get(name)?.text !== result.text;
    if (isNews)
      timeline.add({ kind: 'did', machine: name, text: result.text, ms, ok: result.kind === 'done' });
    into?.push({ machine: name, does, because, result, ms, isUnrecorded });
    if (isUnrecorded) {
      this.#resting.set(name, { until: hands.clock.monotonic() + unrecordedMs, text: result.text });
      this.#options.rests(name, unrecordedMs);
    } else this.#resting.delete(name);
    this.#options.ended(name, does);
  }

  /** What an adapter throws becomes a result: nothing ends the loop. */
  #broken(does: DeedName, error: unknown): StepResult {
    const text = error instanceof Error ? error.message : String(error);
    if (!(error instanceof NotRecorded))
      this.#options.hands.log.error(
        `[unexpected] ${does}: ${error instanceof Error ? (error.stack ?? text) : text}`,
      );
    return { kind: 'failed', text };
  }

  #job(seen: MachineObservation): Job {
    const { settings, ledger, newest, progressed, helped } = this.#options;
    const { name } = seen.machine;
    return {
      seen,
      all: newest()?.machines ?? [seen],
      vpns: vpnNamesOf(newest()) ?? [],
      memory: ledger.of(name),
      firstPort: settings['forward.firstPort'],
      claims: this.#claims,
      restartAlways: settings['certificate.restart'] === 'always',
      helped,
      progress: (text) => {
        const busy = this.#busy.get(name);
        if (busy === undefined) return;
        this.#busy.set(name, { ...busy, text });
        progressed();
      },
    };
  }
}
