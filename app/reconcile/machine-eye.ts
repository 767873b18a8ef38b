import { findForward } from '../machine/forward.ts';
import type { Machine } from '../machine/machine.ts';
import type { EngineReport, HostOnlyNetwork, NatRule, Probe, VmView } from '../ports.ts';
import { unreadable, valueOf, type Reading } from '../reading.ts';
import { parseIpv4 } from '../route/cidr.ts';
import { judgeRoute, type RouteJudgement } from '../route/judge.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';
import { Fresh } from './fresh.ts';
import { hostOnlyOf, networkOf } from './host-only.ts';
import type { DirectProbe, ForwardObservation, MachineObservation } from './observation.ts';
import { Peeks } from './peeks.ts';
import type { Pace, Senses } from './senses.ts';
import { TunnelEye } from './tunnel-eye.ts';

/** What all machines of one look share. */
export interface SharedView {
  readonly table: Reading<RouteTable>;
  readonly interfaces: Reading<readonly NetworkInterface[]>;
  readonly networks: readonly HostOnlyNetwork[];
}

/** A VirtualBox that hangs must not keep the routes from being looked at. */
export const hypervisorPatienceMs = 3000;
export const hypervisorLate = unreadable('VirtualBox has not answered yet');

type Unverified = Omit<MachineObservation, 'engine'>;

/** A machine that is in no network of this computer has no route of its own that could be taken or lost. */
function elsewhere(kind: 'own' | 'unknown', reason: string): RouteJudgement {
  return { kind, inTheWay: [], agreement: true, reason };
}

/** Not even a connection comes about, on any path. */
function isDead(direct: DirectProbe, forward: ForwardObservation | undefined): boolean {
  const dead = ['silent', 'refused', 'unreachable', 'untried'];
  return dead.includes(direct.kind) && (forward === undefined || dead.includes(forward.probe.kind));
}

/** By the kernel's word alone, which is not enough to act upon. */
function isIntoTunnel({ kind, kernelSays }: RouteJudgement): boolean {
  return kind === 'unknown' && kernelSays !== undefined && kindOfInterface(kernelSays) === 'tunnel';
}

/** How long VirtualBox's answer about a VM is good for while nothing of the VM answers. */
const deadMs = 4000;

/** It has proved to be our engine, and nothing more was asked of it. */
function isOursUnasked(probe: DirectProbe): boolean {
  return probe.kind === 'unwell' && probe.why === 'not-asked';
}

/** How long a look at the guest's own idea of its address is good for. */
const guestAddressMs = 60_000;
const verifyMs = 5000;

/** Looks at one machine: its VM, its route, who answers on its paths. */
export class MachineEye {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #poke: (reason: string) => void;
  readonly #vms: Fresh<Reading<VmView>>;
  readonly #reports: Fresh<Reading<EngineReport>>;
  readonly #addresses: Fresh<string | undefined>;
  readonly #peeks: Peeks;
  /** What VirtualBox last said of each machine. */
  readonly #views = new Map<string, VmView>();
  readonly #tunnels: TunnelEye;

  constructor(senses: Senses, pace: Pace, poke: (reason: string) => void) {
    this.#senses = senses;
    this.#pace = pace;
    this.#poke = poke;
    const { clock } = senses;
    this.#vms = new Fresh<Reading<VmView>>({
      clock,
      ms: () => pace.slowMs,
      patienceMs: hypervisorPatienceMs,
      onNews: () => poke('VirtualBox says something else'),
    });
    this.#reports = new Fresh({ clock, ms: () => pace.slowMs });
    this.#tunnels = new TunnelEye(senses, pace, poke);
    this.#addresses = new Fresh({ clock, ms: guestAddressMs });
    this.#peeks = new Peeks(senses.clock, (name) =>
      poke(`something else is known of who answers for ${name}`),
    );
  }

  /** Makes the next look ask the slow parts anew. */
  forget(machine?: string): void {
    for (const kept of [this.#vms, this.#reports, this.#addresses]) kept.forget(machine);
    this.#tunnels.forget(machine);
    if (machine === undefined) this.#peeks.forget();
  }

  async look(machine: Machine, shared: SharedView): Promise<MachineObservation> {
    const vm: Reading<VmView> =
      machine.driver === 'virtualbox'
        ? await this.#vms.take(
            machine.name,
            () => this.#senses.hypervisor.readVm(machine.name),
            hypervisorLate,
          )
        : unreadable(`driver ${machine.driver} is not VirtualBox`);
    const told = valueOf(vm);
    // Its age now: what has just been waited for is not asked again, however long the paths stay silent.
    const toldMs = this.#vms.ageMs(machine.name);
    if (told !== undefined) this.#views.set(machine.name, told);
    // The rules of a VM do not go when VirtualBox cannot be asked: a forward that carries Docker is still looked at.
    const view = told ?? this.#views.get(machine.name);
    const hostOnly = hostOnlyOf(machine, view, shared.networks);
    const guestIp = this.#addresses.peek(machine.name) ?? machine.guestIp;
    const network = networkOf({ machine, guestIp, hostOnly, interfaces: valueOf(shared.interfaces) ?? [] });
    const route = await this.#judge(shared, { machine, guestIp, network, hostOnly });
    const authorityEnds = this.#senses.readAuthorityEnd(machine);
    const known = { machine, guestIp, vm, network, hostOnly, route, authorityEnds };
    if (told !== undefined && told.state !== 'running')
      return {
        ...known,
        direct: { kind: 'untried' },
        forward: undefined,
        tunnel: undefined,
        engine: undefined,
      };

    const [direct, forward] = await this.#probe(known, view);
    // It may have been switched off since: what is done about a dead path must not rest on an old answer.
    if (told !== undefined && isDead(direct, forward) && toldMs > deadMs) {
      this.#vms.forget(machine.name);
      return this.look(machine, shared);
    }
    const observed = { ...known, direct, forward, tunnel: undefined };
    await this.#askGuestAddress(observed);
    const saysItsAddress = guestIp !== undefined && this.#addresses.peek(machine.name) === guestIp;
    const verified = await this.#verify({ ...observed, saysItsAddress });
    const tunnel = this.#pace.tunnels ? this.#tunnels.look(verified) : undefined;
    return { ...verified, tunnel: tunnel?.probe, engine: verified.engine ?? tunnel?.report };
  }

  async #judge(
    shared: SharedView,
    about: Pick<Unverified, 'machine' | 'guestIp' | 'network' | 'hostOnly'>,
  ): Promise<RouteJudgement> {
    const { machine, guestIp, network, hostOnly } = about;
    const guest = guestIp === undefined ? undefined : parseIpv4(guestIp);
    if (guestIp === undefined || guest === undefined)
      return elsewhere('unknown', `the address of ${machine.name} is not known`);
    if (network === undefined) {
      const answer = await this.#senses.routing.readAnswer(guestIp);
      if (answer.kind === 'read' && answer.value.kind === 'route')
        return elsewhere('own', `${guestIp} is in no network of this computer, so any route to it is right`);
      return elsewhere('unknown', answer.kind === 'read' ? `there is no route to ${guestIp}` : answer.reason);
    }
    const adapter = hostOnly?.kind === 'adapter' ? hostOnly.name : undefined;
    return judgeRoute({
      ...shared,
      answer: await this.#senses.routing.readAnswer(guestIp),
      guest,
      network,
      adapter,
    });
  }

  async #probe(
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

  /** DHCP may have given the machine another address; only the machine itself knows. */
  async #askGuestAddress({ machine, network, direct, forward, guestIp, route }: Unverified): Promise<void> {
    if (network === undefined || machine.driver !== 'virtualbox' || direct.kind === 'answers') return;
    // With an address and a route of its own that nothing answers on, while the forward shows it to be alive.
    if (guestIp !== undefined && (forward?.probe.kind !== 'answers' || route.kind !== 'own')) return;
    const said = await this.#addresses.take(machine.name, () =>
      this.#senses.readGuestAddress(machine, network),
    );
    if (said !== undefined && said !== guestIp) this.#poke(`${machine.name} says its address is ${said}`);
  }

  /**
   * A path counts only after dockerode has been answered over it. Both paths are asked, so that a switch to
   * the one that was armed before costs nothing.
   */
  async #verify(observed: Unverified): Promise<MachineObservation> {
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
