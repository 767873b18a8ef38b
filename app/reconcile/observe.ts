import type { StoreEntry } from '../machine/machine.ts';
import type { Clock, Hypervisor, Vpn } from '../ports.ts';
import { read, unreadable, valueOf, type Reading } from '../reading.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';
import { Fresh } from './fresh.ts';
import { LateTable } from './late-table.ts';
import { hypervisorLate, hypervisorPatienceMs, MachineEye } from './machine-eye.ts';
import type { DirectProbe, Observation } from './observation.ts';
import { namePending, unnamedVpn } from './vpn-key.ts';
import type { Pace, Senses } from './senses.ts';

/** Who the VPN is can wait; that the route is gone cannot. scutil and ps take their time on a busy Mac. */
const namingPatienceMs = 40;
/** A packet sent just before a route moved may never come back; an answer that is under way needs no longer. */
const patienceMs = 60;

type HostOnlyReading = Awaited<ReturnType<Hypervisor['readHostOnlyNetworks']>>;

/**
 * Reads the world. Cheap and telling parts (table, kernel's answer, probes) are read at each look; slow
 * ones (VBoxManage, scutil, dockerode) are kept for a while and read anew when something hints at a change.
 */
export class Observer {
  readonly #senses: Senses;
  readonly #pace: Pace;
  readonly #eye: MachineEye;
  readonly #table: LateTable;
  readonly #networks: Fresh<HostOnlyReading>;
  readonly #version: Fresh<Reading<string>>;
  readonly #vpns: Fresh<Reading<readonly Vpn[]>>;
  readonly #localhost: Fresh<boolean>;
  #namedVpns: readonly Vpn[] = [];

  constructor(senses: Senses, pace: Pace, poke: (reason: string) => void) {
    this.#senses = senses;
    this.#pace = pace;
    this.#eye = new MachineEye(senses, pace, poke);
    this.#table = new LateTable(senses.clock, () => poke('the routing table can be read again'));
    const { clock } = senses;
    const patienceMs = hypervisorPatienceMs;
    const onNews = (): void => poke('VirtualBox says something else');
    const ms = (): number => pace.slowMs;
    this.#networks = new Fresh<HostOnlyReading>({ clock, ms, patienceMs, onNews });
    this.#version = new Fresh<Reading<string>>({ clock, ms: () => 10 * pace.slowMs, patienceMs, onNews });
    this.#vpns = new Fresh({
      clock,
      ms,
      patienceMs: namingPatienceMs,
      onNews: () => poke('a VPN has a name'),
    });
    this.#localhost = new Fresh({ clock, ms });
  }

  /** Makes the next look ask the slow parts anew, of all machines or of one. */
  forget(machine?: string): void {
    this.#eye.forget(machine);
    this.#networks.forget();
    if (machine !== undefined) return;
    this.#localhost.forget();
    this.#vpns.forget();
  }

  /**
   * One look. When `overtaken` fires (something changed meanwhile) and answers are still outstanding a moment
   * later, the look is given up.
   */
  look(overtaken: AbortSignal): Promise<Observation | 'overtaken'> {
    return Promise.race([this.#lookAll(), giveUp(overtaken, this.#senses.clock)]);
  }

  /**
   * Whether a path answers otherwise than at the last look: the direct one where it may be dialled, and the
   * forward unless the direct one carries. Dials only: no program is started.
   */
  async feelsDifferent({ machines }: Observation): Promise<boolean> {
    const { engine } = this.#senses;
    const timeoutMs = this.#pace.probeTimeoutMs;
    const differences = machines.map(async ({ machine, guestIp, route, direct, forward }) => {
      const differs = async (host: string, port: number, before: DirectProbe): Promise<boolean> =>
        (await engine.probe(machine, { host, port, timeoutMs, present: true })).kind !== before.kind;
      const ways: Promise<boolean>[] = [];
      if (guestIp !== undefined && route.kind === 'own' && direct.kind !== 'untried')
        ways.push(differs(guestIp, machine.engine.port, direct));
      // A right route on which packets are dropped leaves the forward to carry, so its end has to be felt.
      if (forward !== undefined && (ways.length === 0 || direct.kind !== 'answers'))
        ways.push(differs('127.0.0.1', forward.rule.hostPort, forward.probe));
      return (await Promise.all(ways)).includes(true);
    });
    return (await Promise.all(differences)).includes(true);
  }

  async #lookAll(): Promise<Observation> {
    const { routing, hypervisor, clock } = this.#senses;
    const reading = this.#senses.readStores();
    // VBoxManage starts a server of its own; nobody without a machine in VirtualBox is to have it run.
    const ifNeeded = async <T>(ask: () => Promise<Reading<T>>): Promise<Reading<T>> =>
      hasVirtualBox(await reading) ? ask() : notNeeded;
    const [table, interfaces, stores, networks, localhost, version, context] = await Promise.all([
      this.#table.take(() => routing.readTable()),
      routing.readInterfaces(),
      reading,
      ifNeeded(() => this.#networks.take('', () => hypervisor.readHostOnlyNetworks(), hypervisorLate)),
      this.#localhost.take('', () => this.#senses.resolvesLocalhost()),
      ifNeeded(() => this.#version.take('', () => hypervisor.readVersion(), hypervisorLate)),
      this.#senses.readSelectedContext(),
    ]);
    const machines = (valueOf(stores) ?? []).flatMap((entry) =>
      entry.kind === 'machine' ? [entry.machine] : [],
    );
    const shared = { table, interfaces, networks: valueOf(networks) ?? [] };
    const [vpns, observed] = await Promise.all([
      this.#readVpns(table, interfaces),
      Promise.all(machines.map((machine) => this.#eye.look(machine, shared))),
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
      context,
    };
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
    if (tunnels.every(({ addresses }) => addresses.length === 0) && routed.length === 0) {
      this.#namedVpns = [];
      return Promise.resolve(read([]));
    }
    const used = [...new Set(routed.map((row) => row.interface))].sort();
    const addressed = tunnels.filter(({ addresses }) => addresses.length > 0).map(({ name }) => name);
    const signature = JSON.stringify([tunnels.map(({ name, addresses }) => [name, addresses]), used]);
    const ask = (): Promise<Reading<readonly Vpn[]>> =>
      this.#senses.vpnNames.read({ interfaces: list, table: valueOf(table) });
    // Routes of a VPN change while it stays what it is: its old name holds until the new answer is there.
    const known = this.#namedVpns.filter(
      (vpn) => vpn.interface === undefined || tunnels.some(({ name }) => name === vpn.interface),
    );
    const late = known.length > 0 ? known : [nameless(used[0] ?? addressed[0])];
    return this.#vpns.take(signature, ask, read(late)).then((vpns) => {
      this.#namedVpns = valueOf(vpns) ?? this.#namedVpns;
      return vpns;
    });
  }
}

const notNeeded = unreadable('no machine is in VirtualBox');

function hasVirtualBox(stores: Reading<readonly StoreEntry[]>): boolean {
  return (valueOf(stores) ?? []).some(
    (entry) => entry.kind === 'machine' && entry.machine.driver === 'virtualbox',
  );
}

/** A VPN until it has been found out which one. */
function nameless(on: string | undefined): Vpn {
  return { name: unnamedVpn, evidence: namePending, ...(on === undefined ? {} : { interface: on }) };
}

function giveUp(overtaken: AbortSignal, clock: Clock): Promise<'overtaken'> {
  return new Promise((resolve) => {
    overtaken.addEventListener('abort', () => clock.after(patienceMs, () => resolve('overtaken')), {
      once: true,
    });
  });
}

function isTunnel(name: string): boolean {
  return kindOfInterface(name) === 'tunnel';
}
