import type { RemovedRow } from '../../ports.ts';
import { formatCidr, formatIpv4, parseCidr, parseIpv4, sameCidr } from '../../route/cidr.ts';
import { counts, refusalOf } from '../../route/lookup.ts';
import type { RouteRow, RouteTable } from '../../route/table.ts';

/**
 * How the journal keeps a row that a repair removes: `192.168.99.0/25 utun2`, then its gateway when it had one, and
 * `reject` or `blackhole` when that is what it did.
 */
export function removedRowText(row: RouteRow): string {
  const { destination, interface: name, gateway } = row;
  const by = gateway.kind === 'address' ? [formatIpv4(gateway.address)] : [];
  return [formatCidr(destination), name, ...by, refusalOf(row) ?? []].flat().join(' ');
}

/** Undefined when the journal of that version does not say; texts that are no rows are passed over. */
export function readRemovedRows(texts: unknown): readonly RemovedRow[] | undefined {
  if (!Array.isArray(texts)) return undefined;
  return texts.flatMap((text): RemovedRow[] => {
    const [range = '', name = '', ...more] = String(text).split(' ');
    const destination = parseCidr(range);
    if (destination === undefined || name === '') return [];
    const gateway = more.map(parseIpv4).find((address) => address !== undefined);
    const refusal = refusals.find((word) => more.includes(word));
    return [
      {
        destination,
        interface: name,
        ...(gateway === undefined ? {} : { gateway }),
        ...(refusal === undefined ? {} : { refusal }),
      },
    ];
  });
}

const refusals = ['reject', 'blackhole'] as const;

export function describeRow({ destination, interface: name, gateway, refusal }: RemovedRow): string {
  const by = gateway === undefined ? '' : ` by ${formatIpv4(gateway)}`;
  return `${formatCidr(destination)} over ${name}${by}${refusal === undefined ? '' : ` (${refusal})`}`;
}

/** Whether the row is in the table as it was, whoever put it there. */
export function stands({ rows }: RouteTable, row: RemovedRow): boolean {
  return rows.some(
    (one) =>
      counts(one) &&
      one.interface === row.interface &&
      (row.refusal === undefined || row.refusal === refusalOf(one)) &&
      sameCidr(one.destination, row.destination) &&
      (row.gateway === undefined || (one.gateway.kind === 'address' && one.gateway.address === row.gateway)),
  );
}
