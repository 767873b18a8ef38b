import { formatCidr, parseIpv4 } from '../../route/cidr.ts';
import type { Gateway, RouteRow, RouteTable } from '../../route/table.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { parseRecords } from './json.ts';
import { kernelRow, type KernelRow } from './kernel-row.ts';

/** Rows for the computer itself and its broadcasts, which macOS does not list as routes either. */
const ownTypes = new Set(['local', 'broadcast', 'anycast', 'multicast', 'nat']);
const refusing = new Set(['unreachable', 'prohibit']);

/** Reads `ip -j -4 route show table all` (iproute2, ip/iproute.c print_route) without interpretation. */
export function parseKernelRows(
  stdout: string,
): Reading<{ readonly rows: readonly KernelRow[]; readonly skipped: readonly string[] }> {
  const records = parseRecords(stdout);
  if (records === undefined) return unreadable('ip route printed something that is not its JSON form');
  const rows: KernelRow[] = [];
  const skipped: string[] = [];
  for (const record of records) {
    const row = kernelRow(record);
    if (row === undefined) skipped.push(JSON.stringify(record));
    else rows.push(row);
  }
  return read({ rows, skipped });
}

/**
 * Puts the kernel's rows into the common form. Linux keeps several rows for one prefix and several
 * tables; a row that an ordinary packet cannot meet by longest prefix in the main table is marked as
 * scoped: a higher metric, another table (policy rules decide about those, and only the kernel's own
 * answer knows), `throw` rows, rows for a type of service, dead devices.
 */
export function tableOf(kernel: {
  readonly rows: readonly KernelRow[];
  readonly skipped: readonly string[];
}): RouteTable {
  const listed = kernel.rows.filter((row) => row.table !== 'local' && !ownTypes.has(row.type));
  const winners = new Map<string, KernelRow>();
  for (const row of listed) {
    if (!isOrdinary(row)) continue;
    const key = formatCidr(row.destination);
    const best = winners.get(key);
    if (best === undefined || row.metric < best.metric) winners.set(key, row);
  }
  return {
    rows: listed.map((row) => commonRow(row, winners.get(formatCidr(row.destination)) !== row)),
    skipped: kernel.skipped,
  };
}

function isOrdinary(row: KernelRow): boolean {
  return row.table === 'main' && row.type !== 'throw' && !row.special;
}

function commonRow(row: KernelRow, scoped: boolean): RouteRow {
  return {
    destination: row.destination,
    gateway: gatewayOf(row),
    // A row that drops or refuses has no device; macOS lists such rows on the loopback.
    interface: row.interface ?? 'lo',
    flags: flagsOf(row, scoped),
    scoped,
    cloned: false,
  };
}

function gatewayOf(row: KernelRow): Gateway {
  const address = row.gateway === undefined ? undefined : parseIpv4(row.gateway);
  if (address !== undefined) return { kind: 'address', address };
  if (row.gateway !== undefined) return { kind: 'other', text: row.gateway };
  if (row.interface !== undefined) return { kind: 'interface', name: row.interface };
  return { kind: 'other', text: row.type };
}

function flagsOf(row: KernelRow, scoped: boolean): string {
  return [
    'U',
    row.gateway === undefined ? '' : 'G',
    row.destination.length === 32 ? 'H' : '',
    refusing.has(row.type) ? 'R' : '',
    row.protocol === 'kernel' ? 'C' : 'S',
    row.type === 'blackhole' ? 'B' : '',
    scoped ? 'I' : '',
  ].join('');
}
