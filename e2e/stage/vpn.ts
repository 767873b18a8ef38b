/** VPN clients and what they do to a Mac's routes. Each behaviour is one that people have reported. */
import { cidr, contains, formatCidr, overlaps, parseCidr, type Cidr } from '../../app/route/cidr.ts';
import { quad } from './interfaces.ts';
import type { KernelRow } from './kernel.ts';
import { connectedRow, type World } from './world.ts';

export type VpnKind =
  | 'plain'
  | 'restoring'
  | 'route-lost'
  | 'iron-fist'
  | 'host-route'
  | 'halves'
  | 'covering'
  | 'full-tunnel'
  | 'filtering'
  | 'unknown';

export const vpnKinds: readonly VpnKind[] = [
  'plain',
  'restoring',
  'route-lost',
  'iron-fist',
  'host-route',
  'halves',
  'covering',
  'full-tunnel',
  'filtering',
  'unknown',
];

interface Behaviour {
  /** Networks routed into the tunnel, given the machines' own networks and addresses. */
  takes(own: readonly Cidr[], guests: readonly number[]): readonly Cidr[];
  /** Deletes the machines' own rows, also those it does not replace by its own. */
  readonly deletes: boolean;
  /** Watches its routes and takes them back within so many milliseconds. */
  readonly takesBackMs?: number;
  readonly filters?: boolean;
  /** Puts the machines' rows back when it disconnects; otherwise they stay away. */
  readonly restores: boolean;
  /** Known to the dynamic store by Cisco's key. */
  readonly named: boolean;
}

const office: readonly Cidr[] = ['10.20.0.0/16', '172.22.0.0/15'].map((text) => parseCidr(text) as Cidr);
const same = (own: readonly Cidr[]): readonly Cidr[] => own;
const hijacking = { takes: same, deletes: true, restores: false, named: true } as const;

const behaviours: Record<VpnKind, Behaviour> = {
  plain: hijacking,
  restoring: { ...hijacking, restores: true },
  'route-lost': hijacking,
  'iron-fist': { ...hijacking, takesBackMs: 150 },
  'host-route': {
    ...hijacking,
    deletes: false,
    takes: (_own, guests) => guests.map((address) => cidr(address, 32)),
  },
  halves: {
    ...hijacking,
    deletes: false,
    takes: (own) =>
      own.flatMap(({ address, length }) => [
        cidr(address, length + 1),
        cidr(address + 2 ** (31 - length), length + 1),
      ]),
  },
  covering: { ...hijacking, takes: () => [cidr(quad('192.168.0.0'), 16)] },
  'full-tunnel': {
    takes: () => [cidr(0, 1), cidr(quad('128.0.0.0'), 1)],
    deletes: false,
    restores: true,
    named: false,
  },
  filtering: { takes: () => [], deletes: false, filters: true, restores: true, named: true },
  unknown: { ...hijacking, named: false },
};

const tunnel = {
  name: 'utun2',
  index: 17,
  kind: 'tunnel',
  up: true,
  mtu: 1390,
  address: { address: quad('10.20.0.7'), length: 32, peer: quad('10.20.0.1') },
} as const;

/** The process that the route monitor names as the one who changed a route. */
const agentPid = 412;
const key = 'State:/Network/Service/com.cisco.anyconnect';

export class Vpn {
  readonly #world: World;
  #connected: VpnKind | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Times it took a repaired route back. */
  takenBack = 0;

  constructor(world: World) {
    this.#world = world;
    world.onChange(() => this.#watch());
  }

  get connected(): VpnKind | undefined {
    return this.#connected;
  }

  /** What people call it. */
  get name(): string {
    return this.#connected !== undefined && behaviours[this.#connected].named ? 'Cisco AnyConnect' : 'A VPN';
  }

  connect(kind: VpnKind): void {
    if (this.#connected !== undefined) this.disconnect();
    this.#connected = kind;
    const { filters = false, named } = behaviours[kind];
    const world = this.#world;
    world.change(this.#connecting(kind), () => {
      world.putInterface(tunnel);
      if (named) {
        world.processes = ['/opt/cisco/anyconnect/bin/vpnagentd'];
        world.store = {
          ...world.store,
          [`${key}/IPv4`]: { Addresses: ['10.20.0.7'], InterfaceName: tunnel.name },
          [`${key}/DNS`]: { DomainName: 'corp.example', ServerAddresses: ['10.20.0.53'] },
        };
      }
      for (const network of office) world.addRow(this.#row(network), agentPid);
      this.#take();
      if (filters) world.filter = 'drop';
    });
  }

  disconnect(): void {
    const kind = this.#connected;
    if (kind === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { filters = false, deletes, restores } = behaviours[kind];
    const world = this.#world;
    world.change(`${this.name} disconnects`, () => {
      this.#connected = undefined;
      // It deletes what it added by prefix alone, and so also a row that somebody put in its place.
      for (const network of this.#wanted(kind)) world.deleteRow(this.#row(network), agentPid);
      world.removeInterface(tunnel.name);
      const { [`${key}/IPv4`]: _ipv4, [`${key}/DNS`]: _dns, ...rest } = world.store;
      world.store = rest;
      world.processes = [];
      if (filters) world.filter = 'off';
      if (deletes && restores) for (const row of this.#ownRows()) world.addRow(row, agentPid);
    });
  }

  /** Ends the watching without changing anything. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#connected = undefined;
  }

  #connecting(kind: VpnKind): string {
    const networks = this.#wanted(kind).map(formatCidr).join(' and ');
    if (behaviours[kind].filters === true)
      return `${this.name} connects, and drops packets to other networks`;
    return `${this.name} connects: ${networks} now goes into ${tunnel.name}`;
  }

  #take(): void {
    const kind = this.#connected;
    if (kind === undefined) return;
    const world = this.#world;
    if (behaviours[kind].deletes)
      for (const row of this.#ownRows())
        if (world.kernel.find(row)?.interface === row.interface) world.deleteRow(row, agentPid);
    for (const network of this.#wanted(kind)) {
      const row = this.#row(network);
      if (world.kernel.find(row)?.interface === tunnel.name) continue;
      world.deleteRow(row, agentPid);
      world.addRow(row, agentPid);
    }
  }

  /** Looks after each change whether its routes still stand, as AnyConnect's agent does. */
  #watch(): void {
    const kind = this.#connected;
    const backMs = kind === undefined ? undefined : behaviours[kind].takesBackMs;
    if (kind === undefined || backMs === undefined || this.#timer !== undefined || this.#holds(kind)) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#connected !== kind || this.#holds(kind)) return;
      this.takenBack += 1;
      this.#world.change(`${this.name} takes the route back`, () => this.#take());
    }, backMs);
  }

  #holds(kind: VpnKind): boolean {
    const { kernel } = this.#world;
    const guests = [...this.#world.vms.values()].map((vm) => vm.guestAddress);
    return (
      this.#wanted(kind).every((network) => kernel.find(this.#row(network))?.interface === tunnel.name) &&
      guests.every((address) => kernel.lookup(address)?.interface === tunnel.name)
    );
  }

  #wanted(kind: VpnKind): readonly Cidr[] {
    const own = this.#ownRows().map((row) => row.destination);
    return behaviours[kind].takes(
      own,
      [...this.#world.vms.values()].map((vm) => vm.guestAddress),
    );
  }

  /** The rows that the host-only adapters of the machines would have by themselves. */
  #ownRows(): KernelRow[] {
    const names = new Set([...this.#world.vms.values()].map((vm) => vm.adapter));
    return this.#world.interfaces.flatMap((network) => {
      if (network.address === undefined || !names.has(network.name)) return [];
      return [connectedRow(cidr(network.address.address, network.address.length), network)];
    });
  }

  #row(destination: Cidr): KernelRow {
    // A route into a tunnel carries the tunnel's link as gateway and no letter G.
    const isLocal = !office.some(
      (network) => overlaps(network, destination) && contains(network, destination.address),
    );
    return {
      destination,
      gateway: isLocal ? `link#${tunnel.index}` : 'utun2',
      flags: isLocal ? 'UCS' : 'USc',
      interface: tunnel.name,
    };
  }
}
