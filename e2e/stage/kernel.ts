/**
 * The routing table of the make-believe Mac, with the rules of the real kernel that matter here: one
 * unscoped row per prefix whatever its interface, scoped rows beside it, longest prefix wins, and rows
 * with an interface scope never answer an ordinary socket.
 */
import { type Cidr, contains, sameCidr } from '../../app/route/cidr.ts';

export interface KernelRow {
  readonly destination: Cidr;
  /** `link#11`, a dotted quad, an interface name or a MAC, as netstat prints it. */
  readonly gateway: string;
  readonly interface: string;
  /** Letters in the order netstat prints them. */
  readonly flags: string;
  /** What netstat prints under Expire: `!`, seconds, or nothing. */
  readonly expire?: string;
}

export type KernelError = 'File exists' | 'not in table';

export class Kernel {
  readonly #rows: KernelRow[] = [];

  get rows(): readonly KernelRow[] {
    return this.#rows;
  }

  /** Adds a row; another row for the same prefix refuses it, whatever interface it is on. */
  add(row: KernelRow): KernelError | undefined {
    if (this.#find(row) !== undefined) return 'File exists';
    this.#rows.push(row);
    return undefined;
  }

  /** Deletes the row of exactly this prefix (host and net rows of length 32 are different rows). */
  delete(key: RowKey): KernelError | undefined {
    const row = this.#find(key);
    if (row === undefined) return 'not in table';
    this.#rows.splice(this.#rows.indexOf(row), 1);
    return undefined;
  }

  /** Gives the row of this prefix another gateway and interface; its flags stay, as in the kernel. */
  change(row: KernelRow): KernelError | undefined {
    const old = this.#find(row);
    if (old === undefined) return 'not in table';
    this.#rows[this.#rows.indexOf(old)] = { ...old, gateway: row.gateway, interface: row.interface };
    return undefined;
  }

  /** Removes every row on an interface, as the kernel does when the interface goes away. */
  deleteInterface(name: string): void {
    for (const row of this.#rows.filter((row) => row.interface === name)) this.delete(row);
  }

  find(key: RowKey): KernelRow | undefined {
    return this.#find(key);
  }

  /** The row an ordinary, unscoped socket to this address uses. */
  lookup(address: number): KernelRow | undefined {
    return this.#rows
      .filter((row) => !row.flags.includes('I') && contains(row.destination, address))
      .sort((a, b) => b.destination.length - a.destination.length || hostFirst(a, b))[0];
  }

  #find(key: RowKey): KernelRow | undefined {
    return this.#rows.find(
      (row) =>
        sameCidr(row.destination, key.destination) &&
        isHost(row) === isHost(key) &&
        scopeOf(row) === scopeOf(key),
    );
  }
}

/** What tells two rows of one table apart. */
export type RowKey = Pick<KernelRow, 'destination' | 'flags' | 'interface'>;

function isHost(row: RowKey): boolean {
  return row.flags.includes('H');
}

function scopeOf(row: RowKey): string | undefined {
  return row.flags.includes('I') ? row.interface : undefined;
}

function hostFirst(a: RowKey, b: RowKey): number {
  return Number(isHost(b)) - Number(isHost(a));
}
