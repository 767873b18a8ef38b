/** VPN clients at work on the make-believe Mac. */
import { cidr, contains, formatCidr, overlaps, type Cidr } from '../../app/route/cidr.ts';
import { quad } from './interfaces.ts';
import type { KernelRow } from './kernel.ts';
import { behaviours, office, type VpnKind } from './vpn-kinds.ts';
import { connectedRow, type World } from './world.ts';

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
  /** Which of its ways comes next, where it has several. */
  #turn = 0;
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
    const { filters, named } = behaviours[kind];
    this.#turn = 0;
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
      if (filters !== undefined) world.filter = filters;
    });
  }

  disconnect(): void {
    const kind = this.#connected;
    if (kind === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { filters, deletes, restores } = behaviours[kind];
    const world = this.#world;
    world.change(`${this.name} disconnects`, () => {
      this.#connected = undefined;
      // It deletes what it added by prefix alone, and so also a row that somebody put in its place.
      for (const network of this.#wanted(kind)) world.deleteRow(this.#row(network), agentPid);
      world.removeInterface(tunnel.name);
      const { [`${key}/IPv4`]: _ipv4, [`${key}/DNS`]: _dns, ...rest } = world.store;
      world.store = rest;
      world.processes = [];
      if (filters !== undefined) world.filter = 'off';
      if (!deletes || !restores) return;
      for (const row of this.#ownRows()) {
        world.deleteRow(scoped(row), agentPid);
        world.addRow(row, agentPid);
      }
    });
  }

  /**
   * Its client is killed: nobody looks after its routes any longer, and they stay, as do its keys. The tunnel stays
   * as well, without an address.
   */
  kill(): void {
    if (this.#connected === undefined) return;
    this.#world.change(`${this.name} is killed, and leaves its routes behind`, () => {
      this.stop();
      const { address: _address, ...rest } = tunnel;
      this.#world.putInterface(rest);
    });
  }

  /** Ends the watching without changing anything. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#connected = undefined;
  }

  #connecting(kind: VpnKind): string {
    const networks = this.#wanted(kind).map(formatCidr).join(' and ');
    const { filters } = behaviours[kind];
    if (filters !== undefined)
      return `${this.name} connects, and ${filters === 'drop' ? 'drops' : 'refuses'} packets to other networks`;
    return `${this.name} connects: ${networks} now goes ${behaviours[kind].overLan === true ? 'to the router' : `into ${tunnel.name}`}`;
  }

  #take(): void {
    const kind = this.#connected;
    if (kind === undefined) return;
    const world = this.#world;
    const { deletes, leavesScoped = false } = behaviours[kind];
    for (const row of deletes ? this.#ownRows() : []) {
      if (world.kernel.find(row)?.interface !== row.interface) continue;
      world.deleteRow(row, agentPid);
      if (leavesScoped) world.addRow(scoped(row), agentPid);
    }
    for (const network of this.#wanted(kind)) {
      const row = this.#row(network);
      if (this.#stands(row)) continue;
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
      this.#turn += 1;
      this.#world.change(`${this.name} takes the route back`, () => this.#take());
    }, backMs);
  }

  #holds(kind: VpnKind): boolean {
    const { kernel } = this.#world;
    const guests = [...this.#world.vms.values()].map((vm) => vm.guestAddress);
    return (
      this.#wanted(kind).every((network) => this.#stands(this.#row(network))) &&
      guests.every((address) => !kernel.lookup(address)?.interface.startsWith('vboxnet'))
    );
  }

  #wanted(kind: VpnKind): readonly Cidr[] {
    const own = this.#ownRows().map((row) => row.destination);
    const { takes, also = [] } = behaviours[kind];
    const ways = [takes, ...also];
    return (ways[this.#turn % ways.length] ?? takes)(
      own,
      [...this.#world.vms.values()].map((vm) => vm.guestAddress),
    );
  }

  #stands(row: KernelRow): boolean {
    return this.#world.kernel.find(row)?.interface === row.interface;
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
    const kind = this.#connected;
    if (isLocal && kind !== undefined && behaviours[kind].overLan === true)
      return { destination, gateway: '10.0.1.1', flags: 'UGSc', interface: 'en0' };
    return {
      destination,
      gateway: isLocal ? `link#${tunnel.index}` : 'utun2',
      flags: isLocal ? 'UCS' : 'USc',
      interface: tunnel.name,
    };
  }
}

function scoped(row: KernelRow): KernelRow {
  return { ...row, flags: 'UCSI' };
}
