import type { RouteRepair } from '../../ports.ts';
import { formatCidr, formatIpv4, sameCidr } from '../../route/cidr.ts';
import { counts, isHostRow, isRefusing } from '../../route/lookup.ts';
import { type RouteRow, type RouteTable, mayBe } from '../../route/table.ts';

/**
 * The rows that are really there now, of those the request names and of the network's own prefix. Longest
 * first, so that the network's own prefix goes last, right before ours comes.
 */
export function obstaclesIn(table: RouteTable, request: RouteRepair): readonly RouteRow[] {
  const { network, inTheWay } = request;
  return table.rows
    .filter((row) => {
      if (!counts(row)) return false;
      const named = inTheWay.some(
        (one) =>
          sameCidr(one.destination, row.destination) &&
          (one.interface === row.interface || mayBe(row.interface, one.interface, table.interfaceWidth)),
      );
      return named || (sameCidr(row.destination, network) && !isOwn(row, table, request));
    })
    .sort((a, b) => b.destination.length - a.destination.length);
}

export function isOwn(row: RouteRow, table: RouteTable, request: RouteRepair): boolean {
  return mayBe(row.interface, request.interface, table.interfaceWidth);
}

export function ownRows(table: RouteTable, request: RouteRepair): readonly RouteRow[] {
  return table.rows.filter(
    (row) =>
      counts(row) &&
      !isRefusing(row) &&
      sameCidr(row.destination, request.network) &&
      isOwn(row, table, request),
  );
}

/**
 * Destination with its full mask: netstat's short forms mean something else to route. A plain delete takes
 * the unscoped row only; rows bound to an interface scope stay, and do no harm.
 */
export function deletionOf(row: RouteRow): readonly string[] {
  return ['delete', ...targetOf(row)];
}

/** A host row and a network of length 32 are two rows; each is named in its own way. */
export function targetOf(row: RouteRow): readonly string[] {
  return isHostRow(row)
    ? ['-host', formatIpv4(row.destination.address)]
    : ['-net', formatCidr(row.destination)];
}
