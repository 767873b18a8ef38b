import { contains } from './cidr.ts';
import type { RouteRow, RouteTable } from './table.ts';

/** Whether a row can carry an ordinary socket: neither bound to an interface scope nor made from another row. */
export function counts(row: RouteRow): boolean {
  return !row.scoped && !row.cloned;
}

export function isHostRow(row: Pick<RouteRow, 'flags'>): boolean {
  return row.flags.includes('H');
}

/** A row to which packets are answered with an error (R) or swallowed (B), whatever its interface. */
export function refusalOf({ flags }: Pick<RouteRow, 'flags'>): 'reject' | 'blackhole' | undefined {
  if (flags.includes('R')) return 'reject';
  return flags.includes('B') ? 'blackhole' : undefined;
}

export function isRefusing(row: Pick<RouteRow, 'flags'>): boolean {
  return refusalOf(row) !== undefined;
}

/**
 * The row that carries an ordinary socket to `address` (unsigned 32 bit): longest prefix over the rows that
 * count. The kernel keys scoped rows by their interface, so they never answer a look-up without a scope, and
 * a stale ARP clone must not be read as "still reachable". At equal length a host row goes before a network
 * of length 32 (both may exist for one address), else the first.
 */
export function lookUp(table: RouteTable, address: number): RouteRow | undefined {
  let best: RouteRow | undefined;
  for (const row of table.rows) {
    if (!counts(row) || !contains(row.destination, address)) continue;
    const better =
      best === undefined ||
      row.destination.length > best.destination.length ||
      (row.destination.length === best.destination.length && isHostRow(row) && !isHostRow(best));
    if (better) best = row;
  }
  return best;
}
