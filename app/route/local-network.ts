import { contains } from './cidr.ts';
import { formatGateway } from './row-text.ts';
import type { RouteRow, RouteTable } from './table.ts';

/**
 * What to say of a network this computer is in by hardware (the row is its own, without a gateway). It may have the
 * numbers of a VM: then the VM's packets go to whatever computer has the address there. The end of a sentence.
 */
export function asLocalNetwork(table: RouteTable, row: RouteRow): string {
  const router = routerInside(table, row);
  return router === undefined
    ? " and which is no VM's: if a VM has the same numbers, its packets go there"
    : `: it is the local network, with the router ${formatGateway(router.gateway)}. If a VM has the same numbers, its packets go there`;
}

/** The default route by the same interface, whose gateway is an address of the row's network. */
function routerInside(table: RouteTable, row: RouteRow): RouteRow | undefined {
  return table.rows.find(
    (one) =>
      one.destination.length === 0 &&
      one.interface === row.interface &&
      one.gateway.kind === 'address' &&
      contains(row.destination, one.gateway.address),
  );
}
