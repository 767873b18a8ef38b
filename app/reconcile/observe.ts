import type { StoreEntry, Machine } from '../machine/machine.ts';
import { findForward } from '../machine/forward.ts';
import type {
  Clock,
  Engine,
  EngineReport,
  HostOnlyNetwork,
  Hypervisor,
  Log,
  Probe,
  Routing,
  VmView,
  Vpn,
  VpnNames,
} from '../ports.ts';
import { read, unreadable, valueOf, type Reading } from '../reading.ts';
import { cidr, contains, parseIpv4, type Cidr } from '../route/cidr.ts';
import { judgeRoute, type RouteJudgement } from '../route/judge.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import { Fresh } from './fresh.ts';
import type { DirectProbe, ForwardObservation, MachineObservation, Observation } from './observation.ts';

/** The reading half of the world: everything here looks, nothing changes. */
export interface Senses {
  readonly clock: Clock;
  readonly log: Log;
  readonly routing: Routing;
  readonly vpnNames: VpnNames;
  readonly hypervisor: Hypervisor;
  readonly engine: Engine;
  readStores(): Promise<Reading<readonly StoreEntry[]>>;
  /** The guest's own word on its address in the host-only network, over SSH. */
  readGuestAddress(machine: Machine, network: Cidr): Promise<string | undefined>;
  resolvesLocalhost(): Promise<boolean>;
}

export interface Pace {
  readonly probeTimeoutMs: number;
  /** How long an answer of the hypervisor, of scutil or of dockerode is good for. */
  readonly slowMs: number;
}

/** A hijacked guest address is dialled in the background, at most this often. */
const peekEveryMs = 10_000;
/** How long a look at the guest's own idea of its address is good for. */
const guestAddressMs = 60_000;

/**
 * Reads the world. Cheap and telling parts (table, kernel's answer, probes) are read at each look; slow
 * ones (VBoxManage, scutil, dockerode) are kept for a while and read anew when something hints at a change.
 */
export class Observer {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #poke: (reason: string) => void;
  readonly #vms: Fresh<Reading<VmView>>;
  readonly #networks: Fresh<Awaited<ReturnType<Hypervisor['readHostOnlyNetworks']>>>;
  readonly #version: Fresh<Reading<string>>;
  readonly #vpns: Fresh<Reading<readonly Vpn[]>>;
  readonly #localhost: Fresh<boolean>;
  readonly #reports: Fresh<Reading<EngineReport>>;
  readonly #addresses: Fresh<string | undefined>;
  readonly #peeks = new Map<string, { at: number; probe: DirectProbe }>();

  constructor(senses: Senses, pace: Pace, poke: (reason: string) => void) {
    this.#senses = senses;
    this.#pace = pace;
    this.#poke = poke;
    const fresh = <T>(ms: number): Fresh<T> => new Fresh<T>(senses.clock, ms);
    this.#vms = fresh(pace.slowMs);
    this.#networks = fresh(pace.slowMs);
    this.#version = fresh(10 * pace.slowMs);
    this.#vpns = fresh(pace.slowMs);
    this.#localhost = fresh(pace.slowMs);
    this.#reports = fresh(pace.slowMs);
    this.#addresses = fresh(guestAddressMs);
  }

  /** Makes the next look ask the slow parts anew. */
  forget(machine?: string): void {
    for (const kept of [this.#vms, this.#reports, this.#addresses]) kept.forget(machine);
    this.#networks.forget();
    this.#localhost.forget();
    this.#vpns.forget();
    if (machine === undefined) this.#peeks.clear();
  }

  /**
   * One look. When `overtaken` fires (something changed meanwhile) and answers are still outstanding a moment
   * later, the look is given up: a packet sent just before the route moved may never come back.
   */
  look(overtaken: AbortSignal): Promise<Observation | 'overtaken'> {
    return Promise.race([this.#lookAll(), giveUp(overtaken, this.#senses.clock)]);
  }

  async #lookAll(): Promise<Observation> {
    const { routing, hypervisor, clock } = this.#senses;
    const [table, interfaces, stores, networks, localhost] = await Promise.all([
      routing.readTable(),
      routing.readInterfaces(),
      this.#senses.readStores(),
      this.#networks.take('', () => hypervisor.readHostOnlyNetworks()),
      this.#localhost.take('', () => this.#senses.resolvesLocalhost()),
    ]);
    const machines = (valueOf(stores) ?? []).flatMap((entry) =>
      entry.kind === 'machine' ? [entry.machine] : [],
    );
    const shared: Shared = { table, interfaces, networks: valueOf(networks) ?? [] };
    const [vpns, version, observed] = await Promise.all([
      this.#readVpns(table, interfaces),
      this.#version.take('', () => hypervisor.readVersion()),
      Promise.all(machines.map((machine) => this.#lookAt(machine, shared))),
    ]);
    return {
      at: clock.now(),
      table,
      interfaces,
      vpns,
      stores,
      hypervisor: version,
      machines: observed,
      localhost,
    };
  }

  /** Whether a path answers otherwise than at the last look. Dials only: no program is started. */
  async feelsDifferent({ machines }: Observation): Promise<boolean> {
    const { engine } = this.#senses;
    const timeoutMs = this.#pace.probeTimeoutMs;
    const differences = machines.flatMap(({ machine, guestIp, route, direct, forward }) => [
      ...(guestIp === undefined || route.kind !== 'own' || direct.kind === 'untried'
        ? []
        : [
            engine
              .probe(machine, { host: guestIp, port: machine.engine.port, timeoutMs, present: true })
              .then(({ kind }) => kind !== direct.kind),
          ]),
      ...(forward === undefined
        ? []
        : [
            engine
              .probe(machine, { host: '127.0.0.1', port: forward.rule.hostPort, timeoutMs, present: true })
              .then(({ kind }) => kind !== forward.probe.kind),
          ]),
    ]);
    return (await Promise.all(differences)).includes(true);
  }

  async #lookAt(machine: Machine, shared: Shared): Promise<MachineObservation> {
    const virtual = machine.driver === 'virtualbox';
    const vm: Reading<VmView> = virtual
      ? await this.#vms.take(machine.name, () => this.#senses.hypervisor.readVm(machine.name))
      : unreadable(`driver ${machine.driver} is not VirtualBox`);
    const view = valueOf(vm);
    const hostOnly = shared.networks.find(
      ({ kind, name }) => kind === view?.hostOnly?.kind && name === view.hostOnly.name,
    );
    const guestIp = this.#addresses.peek(machine.name) ?? machine.guestIp;
    const network = networkOf(machine, guestIp, hostOnly?.network, valueOf(shared.interfaces) ?? []);
    const awake = view === undefined || view.state === 'running';
    const guest = guestIp === undefined ? undefined : parseIpv4(guestIp);

    const adapter = hostOnly?.kind === 'adapter' ? hostOnly.name : undefined;
    const route: RouteJudgement =
      guestIp === undefined || guest === undefined || network === undefined
        ? {
            kind: 'unknown',
            inTheWay: [],
            agreement: false,
            reason: `the address of ${machine.name} is not known`,
          }
        : judgeRoute({
            ...shared,
            answer: await this.#senses.routing.readAnswer(guestIp),
            guest,
            network,
            adapter,
          });
    const [direct, forward] = awake
      ? await this.#probe({ machine, guestIp, ownRoute: route.kind === 'own', view })
      : [{ kind: 'untried' } as const, undefined];
    const observed = { machine, guestIp, vm, network, hostOnly, route, direct, forward };

    if (awake) await this.#askGuestAddress(observed);
    return this.#verify(observed);
  }

  async #probe(target: Target): Promise<[DirectProbe, ForwardObservation | undefined]> {
    const { machine, guestIp, ownRoute, view } = target;
    const { engine } = this.#senses;
    const timeoutMs = this.#pace.probeTimeoutMs;
    const rule = view === undefined ? undefined : findForward(view, machine);
    const forward =
      rule === undefined
        ? Promise.resolve(undefined)
        : engine
            .probe(machine, { host: '127.0.0.1', port: rule.hostPort, timeoutMs, present: true })
            .then((probe) => ({ rule, probe }));
    if (guestIp === undefined) return [{ kind: 'untried' }, await forward];
    const dial = { host: guestIp, port: machine.engine.port, timeoutMs };
    if (ownRoute) {
      this.#peeks.delete(machine.name);
      return Promise.all([engine.probe(machine, { ...dial, present: true }), forward]);
    }
    // Somebody else's route: who answers there is worth knowing, but nothing waits for it, and our client
    // certificate is shown to nobody on the way.
    return [this.#peek(machine, () => engine.probe(machine, { ...dial, present: false })), await forward];
  }

  #peek(machine: Machine, dial: () => Promise<Probe>): DirectProbe {
    const now = this.#senses.clock.monotonic();
    const kept = this.#peeks.get(machine.name);
    if (kept !== undefined && now - kept.at < peekEveryMs) return kept.probe;
    const entry: { at: number; probe: DirectProbe } = { at: now, probe: kept?.probe ?? { kind: 'untried' } };
    this.#peeks.set(machine.name, entry);
    void dial().then((probe) => {
      const changed = probe.kind !== entry.probe.kind;
      entry.probe = probe;
      if (changed) this.#poke(`something else is known of ${dialled(machine)}`);
    });
    return entry.probe;
  }

  /** DHCP may have given the machine another address; only the machine itself knows. */
  async #askGuestAddress(observed: Omit<MachineObservation, 'engine'>): Promise<void> {
    const { machine, network, direct, forward, guestIp, route } = observed;
    if (network === undefined || machine.driver !== 'virtualbox') return;
    if (direct.kind === 'answers' || (guestIp !== undefined && forward?.probe.kind !== 'answers')) return;
    if (guestIp !== undefined && route.kind !== 'own') return;
    const said = await this.#addresses.take(machine.name, () =>
      this.#senses.readGuestAddress(machine, network),
    );
    if (said !== undefined && said !== guestIp) this.#poke(`${machine.name} says its address is ${said}`);
  }

  /**
   * A path counts only after dockerode has been answered over it. Both paths are asked, so that a switch to
   * the one that was armed before costs nothing.
   */
  async #verify(observed: Omit<MachineObservation, 'engine'>): Promise<MachineObservation> {
    const { machine, direct, forward, guestIp } = observed;
    const [one, other] = await Promise.all([
      this.#verified(machine, direct, { host: guestIp ?? '', port: machine.engine.port }),
      forward === undefined ? undefined : this.#verified(machine, forward.probe, { host: '127.0.0.1', port: forward.rule.hostPort }),
    ]);
    return {
      ...observed,
      direct: one.probe,
      forward: forward === undefined || other === undefined ? undefined : { ...forward, probe: other.probe },
      engine: one.report ?? other?.report,
    };
  }

  async #verified<P extends DirectProbe>(machine: Machine, probe: P, way: Way): Promise<{ probe: P | Probe; report?: EngineReport }> {
    if (probe.kind !== 'answers') return { probe };
    const key = `${machine.name} ${way.host}:${way.port}`;
    const report = await this.#reports.take(key, () => this.#senses.engine.verify(machine, { ...way, timeoutMs: 5000 }));
    if (report.kind === 'read') return { probe, report: report.value };
    this.#reports.forget(key);
    return { probe: { kind: 'unwell', reason: report.reason, served: probe.served } };
  }

  #readVpns(
    table: Reading<RouteTable>,
    interfaces: Reading<readonly NetworkInterface[]>,
  ): Promise<Reading<readonly Vpn[]>> {
    const list = valueOf(interfaces);
    if (list === undefined) return Promise.resolve(unreadable('the interfaces could not be read'));
    const tunnels = list.filter(({ name }) => isTunnel(name));
    const routed = (valueOf(table)?.rows ?? []).filter(
      (row) => isTunnel(row.interface) && !row.scoped && !row.cloned,
    );
    // No tunnel with an address or a route: no VPN, and no reason to start a program.
    if (tunnels.every(({ addresses }) => addresses.length === 0) && routed.length === 0)
      return Promise.resolve(read([]));
    const signature = JSON.stringify([
      tunnels.map(({ name, addresses }) => [name, addresses]),
      new Set(routed.map((row) => row.interface)).size,
    ]);
    return this.#vpns.take(signature, () =>
      this.#senses.vpnNames.read({ interfaces: list, table: valueOf(table) }),
    );
  }
}

interface Shared {
  readonly table: Reading<RouteTable>;
  readonly interfaces: Reading<readonly NetworkInterface[]>;
  readonly networks: readonly HostOnlyNetwork[];
}

interface Way {
  readonly host: string;
  readonly port: number;
}

interface Target {
  readonly machine: Machine;
  readonly guestIp: string | undefined;
  readonly ownRoute: boolean;
  readonly view: VmView | undefined;
}

const patienceMs = 60;

function giveUp(overtaken: AbortSignal, clock: Clock): Promise<'overtaken'> {
  return new Promise((resolve) => {
    overtaken.addEventListener('abort', () => clock.after(patienceMs, () => resolve('overtaken')), {
      once: true,
    });
  });
}

const isTunnel = (name: string): boolean => kindOfInterface(name) === 'tunnel';

/** The host-only network: the hypervisor's word, else the store's, else that of an interface around the guest. */
function networkOf(
  machine: Machine,
  guestIp: string | undefined,
  listed: Cidr | undefined,
  interfaces: readonly NetworkInterface[],
): Cidr | undefined {
  const guest = guestIp === undefined ? undefined : parseIpv4(guestIp);
  const fits = (network: Cidr | undefined): network is Cidr =>
    network !== undefined && (guest === undefined || contains(network, guest));
  if (fits(listed)) return listed;
  if (fits(machine.hostOnly)) return machine.hostOnly;
  if (guest === undefined) return undefined;
  const around = interfaces
    .filter(({ name }) => !isTunnel(name))
    .flatMap(({ addresses }) => addresses.map(({ network }) => network));
  return (
    around
      .filter((network) => network.length > 8 && contains(network, guest))
      .sort((a, b) => b.length - a.length)[0] ??
    (machine.driver === 'virtualbox' ? cidr(guest, 24) : undefined)
  );
}

function dialled(machine: Machine): string {
  return `${machine.guestIp ?? machine.name}:${machine.engine.port}`;
}
