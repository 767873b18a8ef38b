import type { Machine } from '../machine/machine.ts';
import type { HostOnlyNetwork, VmView } from '../ports.ts';
import { unreadable, valueOf, type Reading } from '../reading.ts';
import { parseIpv4 } from '../route/cidr.ts';
import { judgeRoute, type RouteJudgement } from '../route/judge.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';
import { Fresh } from './fresh.ts';
import { hostOnlyOf, networkOf } from './host-only.ts';
import type { DirectProbe, ForwardObservation, MachineObservation } from './observation.ts';
import { PathEye, type Unverified } from './path-eye.ts';
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

/** A machine that is in no network of this computer has no route of its own that could be taken or lost. */
function elsewhere(kind: 'own' | 'unknown', reason: string): RouteJudgement {
  return { kind, inTheWay: [], agreement: true, reason };
}

/** Not even a connection comes about, on any path. */
function isDead(direct: DirectProbe, forward: ForwardObservation | undefined): boolean {
  const dead = ['silent', 'refused', 'unreachable', 'untried'];
  return dead.includes(direct.kind) && (forward === undefined || dead.includes(forward.probe.kind));
}

/** How long VirtualBox's answer about a VM is good for while nothing of the VM answers. */
const deadMs = 4000;

/** How long a look at the guest's own idea of its address is good for. */
const guestAddressMs = 60_000;

/** Looks at one machine: its VM, its address, its route, and through PathEye and TunnelEye at who answers. */
export class MachineEye {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #poke: (reason: string) => void;
  readonly #vms: Fresh<Reading<VmView>>;
  readonly #addresses: Fresh<string | undefined>;
  readonly #paths: PathEye;
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
    this.#tunnels = new TunnelEye(senses, pace, poke);
    this.#addresses = new Fresh({ clock, ms: guestAddressMs });
    this.#paths = new PathEye(senses, pace, poke);
  }

  /** Makes the next look ask the slow parts anew. */
  forget(machine?: string): void {
    for (const kept of [this.#vms, this.#addresses, this.#tunnels, this.#paths]) kept.forget(machine);
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

    const [direct, forward] = await this.#paths.probe(known, view);
    // It may have been switched off since: what is done about a dead path must not rest on an old answer.
    if (told !== undefined && isDead(direct, forward) && toldMs > deadMs) {
      this.#vms.forget(machine.name);
      return this.look(machine, shared);
    }
    const observed = { ...known, direct, forward, tunnel: undefined };
    await this.#askGuestAddress(observed);
    const saysItsAddress = guestIp !== undefined && this.#addresses.peek(machine.name) === guestIp;
    const verified = await this.#paths.verify({ ...observed, saysItsAddress });
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
}
