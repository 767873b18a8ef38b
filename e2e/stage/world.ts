/**
 * Everything that is true on the make-believe Mac, in one place. Every change goes through `change`, so
 * that what the stand-ins print, what the route monitor says and where packets go all move together.
 */
import { type Cidr, formatCidr, formatIpv4 } from '../../app/route/cidr.ts';
import { hostOnlyAdapter, networkOf, type StageInterface, usualInterfaces, quad } from './interfaces.ts';
import { Kernel, type KernelError, type KernelRow, type RowKey } from './kernel.ts';
import type { Holder } from './render/lsof.ts';
import { type RouteMessage, renderInterfaceMessage, renderMessage } from './render/monitor.ts';
import type { MacVersion } from './render/netstat.ts';
import type { DynamicStore } from './render/scutil.ts';
import type { StageVm } from './vm.ts';

/** What a packet filter does with packets to a machine: nothing comes back, or the kernel says no. */
export type Filter = 'off' | 'drop' | 'reject';

export interface Counters {
  /** `route` commands that would have changed the table, whatever came of them. */
  routeChanges: number;
  /** NAT rules added or removed. */
  natChanges: number;
  /** Times a stand-in was asked for by a name that has no rendered answer. */
  slowAnswers: number;
}

export class World {
  readonly version: MacVersion;
  readonly kernel = new Kernel();
  readonly interfaces: StageInterface[] = usualInterfaces();
  readonly vms = new Map<string, StageVm>();
  readonly counters: Counters = { routeChanges: 0, natChanges: 0, slowAnswers: 0 };
  /** Strangers by the guest address they answer at: the port on 127.0.0.1 that plays them. */
  readonly decoys = new Map<number, number>();
  /** Who listens on a port of 127.0.0.1, as lsof would say. */
  readonly holders = new Map<number, Holder>();
  store: DynamicStore = {};
  /** Executables that run besides those of every Mac. */
  processes: readonly string[] = [];
  mayChangeRoutes = true;
  filter: Filter = 'off';
  /** VirtualBox from 6.1.28 on refuses host-only addresses outside 192.168.56.0/21. */
  vboxRangeRule = false;
  vboxVersion = '6.1.26r145957';
  /** Whether the DHCP servers of the host-only adapters are on. */
  dhcp = true;

  readonly #listeners: ((what: string, messages: string) => void)[] = [];
  #pending: string[] = [];
  #depth = 0;

  constructor(version: MacVersion) {
    this.version = version;
    const [lo0, en0] = [quad('127.0.0.1'), quad('10.0.1.0')];
    for (const row of [
      { destination: { address: 0, length: 0 }, gateway: '10.0.1.1', flags: 'UGScg', interface: 'en0' },
      {
        destination: { address: quad('127.0.0.0'), length: 8 },
        gateway: '127.0.0.1',
        flags: 'UCS',
        interface: 'lo0',
      },
      { destination: { address: lo0, length: 32 }, gateway: '127.0.0.1', flags: 'UH', interface: 'lo0' },
      {
        destination: { address: en0, length: 24 },
        gateway: 'link#4',
        flags: 'UCS',
        interface: 'en0',
        expire: '!',
      },
      {
        destination: { address: en0 + 1, length: 32 },
        gateway: 'link#4',
        flags: 'UCS',
        interface: 'en0',
        expire: '!',
      },
      {
        destination: { address: en0 + 1, length: 32 },
        gateway: '8:b6:1f:40:2:9c',
        flags: 'UHLWIir',
        interface: 'en0',
        expire: '1187',
      },
      {
        destination: { address: quad('169.254.0.0'), length: 16 },
        gateway: 'link#4',
        flags: 'UCS',
        interface: 'en0',
        expire: '!',
      },
      {
        destination: { address: quad('224.0.0.0'), length: 4 },
        gateway: 'link#4',
        flags: 'UmCS',
        interface: 'en0',
        expire: '!',
      },
      {
        destination: { address: quad('255.255.255.255'), length: 32 },
        gateway: 'link#4',
        flags: 'UCS',
        interface: 'en0',
        expire: '!',
      },
    ])
      this.kernel.add(row);
  }

  /** Calls back after every change, with what happened in words and the route monitor's blocks. */
  onChange(listener: (what: string, messages: string) => void): void {
    this.#listeners.push(listener);
  }

  /** Makes one change of the world. `what` is for people; an empty text is not told to them. */
  change<T>(what: string, act: () => T): T {
    this.#depth += 1;
    let result: T;
    try {
      result = act();
    } finally {
      this.#depth -= 1;
    }
    if (this.#depth === 0) {
      const messages = this.#pending.join('');
      this.#pending = [];
      for (const listener of this.#listeners) listener(what, messages);
    }
    return result;
  }

  addRow(row: KernelRow, pid = 0): KernelError | undefined {
    const error = this.kernel.add(row);
    this.#tell({ type: 'RTM_ADD', row, pid, ...(error === undefined ? {} : { errno: 17 }) });
    return error;
  }

  deleteRow(key: RowKey, pid = 0): KernelError | undefined {
    const row = this.kernel.find(key) ?? { gateway: '', ...key };
    const error = this.kernel.delete(key);
    this.#tell({ type: 'RTM_DELETE', row, pid, ...(error === undefined ? {} : { errno: 3 }) });
    return error;
  }

  changeRow(row: KernelRow, pid = 0): KernelError | undefined {
    const error = this.kernel.change(row);
    this.#tell({ type: 'RTM_CHANGE', row, pid, ...(error === undefined ? {} : { errno: 3 }) });
    return error;
  }

  interface(name: string): StageInterface | undefined {
    return this.interfaces.find((one) => one.name === name);
  }

  /** Puts an interface there, or in place of the one of its name. */
  putInterface(network: StageInterface): void {
    const at = this.interfaces.findIndex((one) => one.name === network.name);
    if (at >= 0) this.interfaces[at] = network;
    else this.interfaces.push(network);
    this.#pending.push(renderInterfaceMessage(network.index, new Date()));
  }

  removeInterface(name: string): void {
    const at = this.interfaces.findIndex((one) => one.name === name);
    if (at < 0) return;
    const [gone] = this.interfaces.splice(at, 1);
    for (const row of this.kernel.rows.filter((row) => row.interface === name)) this.deleteRow(row);
    this.#pending.push(renderInterfaceMessage(gone?.index ?? 0, new Date()));
  }

  /** A VirtualBox adapter with its connected row; the same one again when the network has it already. */
  addHostOnly(network: Cidr): StageInterface {
    const owner = this.ownerOf(network);
    if (owner !== undefined) return owner;
    const number = this.interfaces.filter((one) => one.name.startsWith('vboxnet')).length;
    const adapter = hostOnlyAdapter(number, network);
    this.putInterface(adapter);
    this.addRow(connectedRow(network, adapter));
    return adapter;
  }

  /** The host-only adapter whose address lies in this network. */
  ownerOf(network: Cidr): StageInterface | undefined {
    return this.interfaces.find((one) => {
      const own = networkOf(one);
      return one.name.startsWith('vboxnet') && own !== undefined && formatCidr(own) === formatCidr(network);
    });
  }

  /** The table as netstat shows it: with an ARP clone for every machine that is reached over its own row. */
  rows(): readonly KernelRow[] {
    return [...this.kernel.rows].flatMap((row) => [row, ...this.#clones(row)]);
  }

  #clones(row: KernelRow): KernelRow[] {
    if (!row.interface.startsWith('vboxnet') || row.flags.includes('H')) return [];
    return [...this.vms.values()]
      .filter((vm) => vm.state === 'running' && this.kernel.lookup(vm.guestAddress) === row)
      .map((vm) => ({
        destination: { address: vm.guestAddress, length: 32 },
        gateway: '8:0:27:a:b:c',
        flags: 'UHLWIi',
        interface: row.interface,
        expire: '1187',
      }));
  }

  #tell(message: RouteMessage): void {
    this.#pending.push(renderMessage(message, new Date()));
  }
}

/** The row an interface with an address makes by itself. */
export function connectedRow(network: Cidr, adapter: StageInterface): KernelRow {
  return {
    destination: network,
    gateway: `link#${adapter.index}`,
    flags: 'UC',
    interface: adapter.name,
    expire: '!',
  };
}

/** `192.168.99.0/24 by utun2`. */
export function inWords(row: Pick<KernelRow, 'destination' | 'interface'>): string {
  const to =
    row.destination.length === 32 ? formatIpv4(row.destination.address) : formatCidr(row.destination);
  return `${to} by ${row.interface}`;
}
