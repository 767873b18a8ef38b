import { findForward } from '../machine/forward.ts';
import type { Machine } from '../machine/machine.ts';
import type { EngineReport, NatRule, Probe, VmView } from '../ports.ts';
import type { Reading } from '../reading.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { RouteJudgement } from '../route/judge.ts';
import { Fresh } from './fresh.ts';
import type { DirectProbe, ForwardObservation, MachineObservation } from './observation.ts';
import { Peeks } from './peeks.ts';
import type { Pace, Senses } from './senses.ts';

/** A machine whose engine has not been asked for its report. */
export type Unverified = Omit<MachineObservation, 'engine'>;

/** By the kernel's word alone, which is not enough to act upon. */
function isIntoTunnel({ kind, kernelSays }: RouteJudgement): boolean {
  return kind === 'unknown' && kernelSays !== undefined && kindOfInterface(kernelSays) === 'tunnel';
}

/** It has proved to be our engine, and nothing more was asked of it. */
function isOursUnasked(probe: DirectProbe): boolean {
  return probe.kind === 'unwell' && probe.why === 'not-asked';
}

const verifyMs = 5000;

/** Looks at the direct path and at the forward: who answers there, and whether it is the machine's engine. */
export class PathEye {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #reports: Fresh<Reading<EngineReport>>;
  readonly #peeks: Peeks;

  constructor(senses: Senses, pace: Pace, poke: (reason: string) => void) {
    this.#senses = senses;
    this.#pace = pace;
    this.#reports = new Fresh({ clock: senses.clock, ms: () => pace.slowMs });
    this.#peeks = new Peeks(senses.clock, (name) =>
      poke(`something else is known of who answers for ${name}`),
    );
  }

  /** Makes the next look ask anew what was kept of this machine, or of all. */
  forget(machine?: string): void {
    this.#reports.forget(machine);
    if (machine === undefined) this.#peeks.forget();
  }

  /** Who answers on each path, by a TLS handshake; `view` is what VirtualBox last said of the machine. */
  async probe(
    known: Pick<Unverified, 'machine' | 'guestIp' | 'route'>,
    view: VmView | undefined,
  ): Promise<[DirectProbe, ForwardObservation | undefined]> {
    const { machine, guestIp, route } = known;
    const { engine } = this.#senses;
    const timeoutMs = this.#pace.probeTimeoutMs;
    const rule = view === undefined ? undefined : findForward(view, machine);
    const forward =
      rule === undefined
        ? Promise.resolve(undefined)
        : engine
            .probe(machine, { host: '127.0.0.1', port: rule.hostPort, timeoutMs, present: true })
            .then(async (probe) => ({ rule, probe, lost: await this.#lost(view, rule, probe) }));
    if (guestIp === undefined) return [{ kind: 'untried' }, await forward];
    const dial = { host: guestIp, port: machine.engine.port, timeoutMs };
    // Into a tunnel most looks end in a time limit, which nobody has to wait for while the forward answers.
    const isCarried = isIntoTunnel(route) && (await forward)?.probe.kind === 'answers';
    if (route.kind === 'own' || (route.kind === 'unknown' && !isCarried)) {
      this.#peeks.forget(machine.name);
      const probe = (present: boolean): Promise<Probe> => engine.probe(machine, { ...dial, present });
      if (route.kind === 'own') return Promise.all([probe(true), forward]);
      // That the table could not be read takes nobody's Docker away: whoever has shown to be our engine is asked.
      const shown = probe(false).then((one) => (isOursUnasked(one) ? probe(true) : one));
      return Promise.all([shown, forward]);
    }
    // Our client certificate is shown to nobody on a route that is not ours.
    return [
      this.#peeks.take(machine.name, () => engine.probe(machine, { ...dial, present: false })),
      await forward,
    ];
  }

  /**
   * Why VirtualBox does not listen at a rule's port, when whoever does has not shown to be our engine: with the engine
   * stopped it closes connections as well, and only its log tells that from another program at the port.
   */
  async #lost(view: VmView | undefined, { hostPort }: NatRule, probe: Probe): Promise<string | undefined> {
    if (view === undefined || probe.kind !== 'unwell' || probe.served !== undefined) return undefined;
    return this.#senses.hypervisor.readRedirectFailure(view, hostPort);
  }

  /**
   * A path counts only after dockerode has been answered over it. Both paths are asked, so that a switch to
   * the one that was armed before costs nothing.
   */
  async verify(observed: Unverified): Promise<MachineObservation> {
    const { machine, direct, forward, guestIp } = observed;
    const [one, other] = await Promise.all([
      this.#verified(machine, direct, { host: guestIp ?? '', port: machine.engine.port }),
      forward === undefined
        ? undefined
        : this.#verified(machine, forward.probe, { host: '127.0.0.1', port: forward.rule.hostPort }),
    ]);
    return {
      ...observed,
      direct: one.probe,
      forward: forward === undefined || other === undefined ? undefined : { ...forward, probe: other.probe },
      engine: one.report ?? other?.report,
    };
  }

  async #verified<P extends DirectProbe>(
    machine: Machine,
    probe: P,
    way: { host: string; port: number },
  ): Promise<{ probe: P | Probe; report?: EngineReport }> {
    if (probe.kind !== 'answers') return { probe };
    const key = `${machine.name} ${way.host}:${way.port}`;
    const report = await this.#reports.take(key, () =>
      this.#senses.engine.verify(machine, { ...way, timeoutMs: verifyMs }),
    );
    if (report.kind === 'read') return { probe, report: report.value };
    this.#reports.forget(key);
    return { probe: { kind: 'unwell', why: 'no-answer', reason: report.reason, served: probe.served } };
  }
}
