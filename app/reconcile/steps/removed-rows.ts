import type { RemovedRow } from '../../ports.ts';
import { formatCidr, formatIpv4, parseCidr, parseIpv4, sameCidr } from '../../route/cidr.ts';
import { counts } from '../../route/lookup.ts';
import type { RouteRow, RouteTable } from '../../route/table.ts';

/** How the journal keeps a row that a repair removes: `192.168.99.0/25 utun2`, and its gateway when it had one. */
export function removedRowText({ destination, interface: name, gateway }: RouteRow): string {
  const text = `${formatCidr(destination)} ${name}`;
  return gateway.kind === 'address' ? `${text} ${formatIpv4(gateway.address)}` : text;
}

/** Undefined when the journal of that version does not say; texts that are no rows are passed over. */
export function readRemovedRows(texts: unknown): readonly RemovedRow[] | undefined {
  if (!Array.isArray(texts)) return undefined;
  return texts.flatMap((text): RemovedRow[] => {
    const [range = '', name = '', by] = String(text).split(' ');
    const destination = parseCidr(range);
    if (destination === undefined || name === '') return [];
    const gateway = by === undefined ? undefined : parseIpv4(by);
    return [{ destination, interface: name, ...(gateway === undefined ? {} : { gateway }) }];
  });
}

export function describeRow({ destination, interface: name, gateway }: RemovedRow): string {
  return `${formatCidr(destination)} over ${name}${gateway === undefined ? '' : ` by ${formatIpv4(gateway)}`}`;
}

/** Whether the row is in the table as it was, whoever put it there. */
export function stands({ rows }: RouteTable, row: RemovedRow): boolean {
  return rows.some(
    (one) =>
      counts(one) &&
      one.interface === row.interface &&
      sameCidr(one.destination, row.destination) &&
      (row.gateway === undefined || (one.gateway.kind === 'address' && one.gateway.address === row.gateway)),
  );
}
