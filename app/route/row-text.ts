import { formatCidr, formatIpv4 } from './cidr.ts';
import type { Gateway, RouteRow } from './table.ts';

export function formatGateway(gateway: Gateway): string {
  switch (gateway.kind) {
    case 'address':
      return formatIpv4(gateway.address);
    case 'link':
      return `link#${gateway.index}`;
    case 'interface':
      return gateway.name;
    case 'mac':
    case 'other':
      return gateway.text;
  }
}

/** One row for people: `192.168.99.0/24 -> utun0 (gateway link#9, flags UCS)`. */
export function formatRow(row: RouteRow): string {
  return `${formatCidr(row.destination)} -> ${row.interface} (gateway ${formatGateway(row.gateway)}, flags ${row.flags})`;
}
