import { cidr, parseCidr, type Cidr } from '../../app/route/cidr.ts';
import type { ManualClock } from '../../app/testing/manual-clock.ts';
import { quad, type StageInterface } from '../stage/interfaces.ts';
import type { KernelRow } from '../stage/kernel.ts';
import { connectedRow, type World } from '../stage/world.ts';

export const targets = [
  'same', 'halves', 'quarters', 'guests', 'guest-nets', 'wide', 'def1', 'default', 'loopback', 'beside',
] as const; // prettier-ignore
/** What a VPN routes into its tunnel: the machines' network as it is, in parts, around it, or something else. */
export type Target = (typeof targets)[number];

export interface VpnPlan {
  /** Number of its tunnel. */
  readonly unit: number;
  /** One after the other where it takes another prefix each time. */
  readonly takes: readonly Target[];
  /** Into its tunnel, or to the gateway of the local network, which is what a split-include by a proxy looks like. */
  readonly via: 'tunnel' | 'lan';
  /** Deletes the machines' own rows. */
  readonly deletes: boolean;
  /** Leaves the machines' own rows behind, bound to the scope of their interface. */
  readonly leavesScoped: boolean;
  /** Milliseconds after which it takes back what was repaired; undefined when it does not look. */
  readonly retakesMs: number | undefined;
  /** It does not take it back, but drops its tunnel and connects anew after so many milliseconds. */
  readonly reconnectsMs?: number;
  readonly restores: boolean;
  /** Goes without taking its rows along where they do not go with the tunnel. */
  readonly leavesStale: boolean;
  readonly isNamed: boolean;
  readonly address: string;
}

const agentPid = 412;
/** Whoever took the default route gives it back, else the whole Mac would be offline. */
const homeRow: KernelRow = {
  destination: { address: 0, length: 0 },
  gateway: '10.0.1.1',
  flags: 'UGScg',
  interface: 'en0',
};

/** A VPN client over the make-believe Mac, on the clock of the test. */
export class WildVpn {
  readonly plan: VpnPlan;
  readonly #world: World;
  readonly #clock: ManualClock;
  #connected = false;
  #isDue = false;
  #isTired = false;
  #turn = 0;
  takenBack = 0;
  connects = 0;

  constructor(about: { readonly world: World; readonly clock: ManualClock; readonly plan: VpnPlan }) {
    this.plan = about.plan;
    this.#world = about.world;
    this.#clock = about.clock;
    this.#world.onChange(() => this.#watch());
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** It stays connected and looks after its routes no longer. */
  tire(): void {
    this.#isTired = true;
  }

  connect(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.connects += 1;
    this.#world.change('', () => {
      this.#world.putInterface(this.#tunnel);
      if (this.plan.isNamed) this.#world.store = { ...this.#world.store, [this.#key]: this.#entry };
      this.#take();
    });
  }

  disconnect(): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#world.change('', () => {
      const mine = this.#rows();
      if (!this.plan.leavesStale) for (const row of mine) this.#world.deleteRow(row, agentPid);
      this.#world.removeInterface(this.#tunnel.name);
      const { [this.#key]: _gone, ...rest } = this.#world.store;
      this.#world.store = rest;
      if (this.#world.kernel.find(homeRow) === undefined) this.#world.addRow(homeRow, agentPid);
      if (this.plan.restores) for (const row of ownRows(this.#world)) this.#world.addRow(row, agentPid);
    });
  }

  get #tunnel(): StageInterface {
    const { unit, address } = this.plan;
    const own = { address: quad(address), length: 32, peer: quad(address) };
    return { name: `utun${unit}`, index: 20 + unit, kind: 'tunnel', up: true, mtu: 1390, address: own };
  }

  get #key(): string {
    return 'State:/Network/Service/com.cisco.anyconnect/IPv4';
  }

  get #entry(): { InterfaceName: string } {
    return { InterfaceName: this.#tunnel.name };
  }

  #take(): void {
    const world = this.#world;
    if (this.plan.deletes || this.plan.leavesScoped)
      for (const row of ownRows(world)) {
        if (world.kernel.find(row)?.interface !== row.interface) continue;
        world.deleteRow(row, agentPid);
        if (this.plan.leavesScoped) world.addRow({ ...row, flags: 'UCSI' }, agentPid);
      }
    for (const row of this.#rows()) {
      if (world.kernel.find(row)?.interface === row.interface) continue;
      world.deleteRow(row, agentPid);
      world.addRow(row, agentPid);
    }
  }

  #watch(): void {
    const { retakesMs } = this.plan;
    if (!this.#connected || this.#isTired || retakesMs === undefined || this.#isDue || this.#holds()) return;
    this.#isDue = true;
    this.#clock.after(retakesMs, () => {
      this.#isDue = false;
      if (!this.#connected || this.#isTired || this.#holds()) return;
      this.takenBack += 1;
      const { reconnectsMs } = this.plan;
      if (reconnectsMs !== undefined) {
        this.disconnect();
        return this.#clock.after(reconnectsMs, () => this.connect());
      }
      this.#turn += 1;
      this.#world.change('', () => this.#take());
    });
  }

  #holds(): boolean {
    const { kernel } = this.#world;
    const isOwnGone = ownRows(this.#world).every((row) => kernel.find(row)?.interface !== row.interface);
    const stands = this.#rows().every((row) => kernel.find(row)?.interface === row.interface);
    return stands && (isOwnGone || !this.plan.deletes);
  }

  #rows(): readonly KernelRow[] {
    const target = this.plan.takes[this.#turn % this.plan.takes.length] ?? 'same';
    const name = this.plan.via === 'lan' ? 'en0' : this.#tunnel.name;
    const gateway = this.plan.via === 'lan' ? '10.0.1.1' : name;
    const isHost = target === 'guests';
    const flags = `U${this.plan.via === 'lan' ? 'G' : ''}${isHost ? 'H' : ''}${isHost ? 'S' : 'Sc'}`;
    return prefixesOf(target, this.#world).map((destination) => ({
      destination,
      gateway,
      flags,
      interface: name,
    }));
  }
}

function prefixesOf(target: Target, world: World): readonly Cidr[] {
  const own = ownRows(world).map((row) => row.destination);
  const guests = [...world.vms.values()].map((vm) => cidr(vm.guestAddress, 32));
  const parts = (bits: number): readonly Cidr[] =>
    own.flatMap(({ address, length }) =>
      Array.from({ length: 2 ** bits }, (_, at) =>
        cidr(address + at * 2 ** (32 - length - bits), length + bits),
      ),
    );
  switch (target) {
    case 'same':
      return own;
    case 'halves':
      return parts(1);
    case 'quarters':
      return parts(2);
    case 'guests':
    case 'guest-nets':
      return guests;
    case 'wide':
      return [net('192.168.0.0/16')];
    case 'def1':
      return [net('0.0.0.0/1'), net('128.0.0.0/1')];
    case 'default':
      return [net('0.0.0.0/0')];
    case 'loopback':
      return [net('127.0.0.0/8')];
    case 'beside':
      return [net('192.168.99.8/29'), net('10.20.0.0/16')];
  }
}

/** So often that one of them may be taken for a VPN that connects anew after each repair. */
export function cameOften(vpns: readonly WildVpn[]): boolean {
  return vpns.reduce((sum, { connects }) => sum + connects, 0) > 3;
}

/** The rows that the host-only adapters have by themselves. */
export function ownRows(world: World): readonly KernelRow[] {
  return world.interfaces.flatMap((one) => {
    if (!one.name.startsWith('vboxnet') || one.address === undefined || !one.up) return [];
    return [connectedRow(cidr(one.address.address, one.address.length), one)];
  });
}

function net(text: string): Cidr {
  const found = parseCidr(text);
  if (found === undefined) throw new Error(`not a network: ${text}`);
  return found;
}
