import { cidr, contains, formatCidr, parseCidr, sameCidr, type Cidr } from '../route/cidr.ts';
import type { NetworkInterface } from '../route/table.ts';

export interface MemoryRow {
  readonly destination: Cidr;
  readonly interface: string;
  readonly gateway?: number;
}

/**
 * A small routing kernel: one row per prefix, longest prefix wins, an interface brings its network with it.
 * Fakes and scripted commands answer from it, so that a repair that did nothing cannot look like one.
 */
export class MemoryKernel {
  rows: readonly MemoryRow[] = [];
  interfaces: readonly NetworkInterface[] = [];
  /** Called after every change of a row, as a VPN's watcher is. */
  watcher: (() => void) | undefined;
  readonly #pokes = new Set<(reason: string) => void>();

  /** Adds an interface that is up, with the row the kernel makes for its network. */
  addInterface(name: string, address: string, more: { readonly pointToPoint?: boolean } = {}): void {
    const network = parsed(address);
    const own = parsed(address.split('/')[0] ?? '').address;
    const added = { name, up: true, pointToPoint: more.pointToPoint ?? false, mtu: 1500 };
    this.interfaces = [...this.interfaces, { ...added, addresses: [{ address: own, network }] }];
    if (network.length < 32) this.put(network, name);
  }

  removeInterface(name: string): void {
    this.interfaces = this.interfaces.filter((known) => known.name !== name);
    this.#set(this.rows.filter((row) => row.interface !== name));
  }

  /** Adds the row, in the place of one with the same prefix. */
  put(destination: Cidr, name: string, gateway?: number): void {
    const others = this.rows.filter((row) => !sameCidr(row.destination, destination));
    const row = { destination, interface: name, ...(gateway === undefined ? {} : { gateway }) };
    this.#set([...others, row]);
  }

  remove(destination: Cidr, name?: string): boolean {
    const kept = this.rows.filter(
      (row) => !sameCidr(row.destination, destination) || (name !== undefined && row.interface !== name),
    );
    const found = kept.length < this.rows.length;
    if (found) this.#set(kept);
    return found;
  }

  find(destination: Cidr): MemoryRow | undefined {
    return this.rows.find((row) => sameCidr(row.destination, destination));
  }

  lookUp(address: number): MemoryRow | undefined {
    return this.rows
      .filter((row) => contains(row.destination, address))
      .sort((a, b) => b.destination.length - a.destination.length)[0];
  }

  onChange(poke: (reason: string) => void): () => void {
    this.#pokes.add(poke);
    return () => void this.#pokes.delete(poke);
  }

  #set(rows: readonly MemoryRow[]): void {
    this.rows = rows;
    for (const poke of this.#pokes) poke('a row changed');
    // The watcher changes rows itself and must not answer its own change.
    const { watcher } = this;
    if (watcher === undefined) return;
    this.watcher = undefined;
    watcher();
    this.watcher = watcher;
  }
}

export function parsed(text: string): Cidr {
  const network = parseCidr(text);
  if (network === undefined) throw new Error(`${text} is not a network`);
  return cidr(network.address, network.length);
}

export function described(rows: readonly MemoryRow[]): readonly string[] {
  return rows.map((row) => `${formatCidr(row.destination)} ${row.interface}`).sort();
}
