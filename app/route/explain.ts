import type { Reading } from '../reading.ts';
import { type Cidr, cidr, contains, formatCidr, formatIpv4 } from './cidr.ts';
import { kindOfInterface } from './interface-kind.ts';
import { counts, lookUp } from './lookup.ts';
import { nextStep, whereNoTable } from './next-step.ts';
import { formatGateway, formatRow } from './row-text.ts';
import type { RouteRow, RouteTable } from './table.ts';
import { judgeTable } from './table-verdict.ts';
import type { TableVerdict, Verdict } from './verdict.ts';

/** What `fairlead route explain --json` prints. */
export interface Explanation {
  /** IPv4 rows read, those included that do not count for the look-up. */
  readonly rows: number;
  readonly address: string;
  readonly network: string;
  readonly winner: {
    /** CIDR. */
    readonly destination: string;
    /** As printed in the table. */
    readonly interface: string;
    readonly gateway: string;
    readonly flags: string;
  } | null;
  readonly verdict: Verdict | 'unreadable';
  readonly hijacked: boolean;
  /** False when the table alone cannot settle the verdict. */
  readonly certain: boolean;
  /** What happens to the address, and by whom as far as the table shows it. */
  readonly sentence: string;
  /** The command to type next on the computer whose table it is, and what for. */
  readonly next: string;
  readonly evidence: readonly string[];
}

/** More lines than anybody reads; the number of the rest is told. */
const longestEvidence = 12;

/**
 * Which row of a table carries `address` (unsigned 32 bit) and whether that is a hijack of `network`, by
 * default the /24 around it. An unreadable table is explained as such.
 */
export function explain(question: {
  table: Reading<RouteTable>;
  address: number;
  network?: Cidr | undefined;
  /** Nobody named an address or a network, so that the table may be about another one. */
  isGuess?: boolean;
}): Explanation {
  const { table, address, network = cidr(address, 24) } = question;
  const asked = { address: formatIpv4(address), network: formatCidr(network) };
  if (table.kind === 'unreadable')
    return {
      rows: 0,
      ...asked,
      winner: null,
      verdict: 'unreadable',
      hijacked: false,
      certain: false,
      sentence: `${capital(table.reason)}.`,
      next: whereNoTable(table.reason),
      evidence: [],
    };
  const row = lookUp(table.value, address);
  const judged = judgeTable({ table: table.value, address, network, row });
  const verdict = unlessUnread({
    verdict: unlessUnfinished(judged, table.value, network),
    table: table.value,
    address,
  });
  return {
    rows: table.value.rows.length,
    ...asked,
    winner: row === undefined ? null : winner(row),
    ...verdict,
    next: nextStep({ table: table.value, network, row, verdict, isGuess: question.isGuess ?? false }),
    evidence: evidence({ table: table.value, address, network, row }),
  };
}

/** Rows come in the order of their addresses: one beyond the network tells that nothing of it is missing. */
function unlessUnfinished(verdict: TableVerdict, { rows, cutOff }: RouteTable, network: Cidr): TableVerdict {
  const end = network.address + 2 ** (32 - network.length);
  if (cutOff === undefined || rows.some(({ destination }) => destination.address >= end)) return verdict;
  const sentence = `${verdict.sentence} The table stops in the middle of a row ("${cutOff.slice(0, 80)}"): what came behind it may say otherwise.`;
  return { ...verdict, certain: false, sentence };
}

/** A destination that somebody made unreadable from its first octet on. */
const hidden = /^(x{1,3}[.\s]|[<[({]|redacted|hidden)/i;

/** A line that could not be read and begins as a row for the address: what it says is not known. */
function unlessUnread(found: { verdict: TableVerdict; table: RouteTable; address: number }): TableVerdict {
  const { verdict, table, address } = found;
  if (verdict.verdict !== 'lost' && verdict.verdict !== 'no-route') return verdict;
  const isFor = (line: string): boolean => {
    if (hidden.test(line)) return true;
    const [octets = ''] = /^[\d.]+/.exec(line) ?? [];
    return octets !== '' && `${formatIpv4(address)}.`.startsWith(`${octets.replace(/(\.0)*\.?$/, '')}.`);
  };
  const line = table.skipped.find(isFor);
  if (line === undefined) return verdict;
  const sentence = `${verdict.sentence} A line for it could not be read: "${line.slice(0, 80)}".`;
  return { ...verdict, certain: false, sentence };
}

function winner(row: RouteRow): Explanation['winner'] {
  return {
    destination: formatCidr(row.destination),
    interface: row.interface,
    gateway: formatGateway(row.gateway),
    flags: row.flags,
  };
}

function evidence(found: {
  table: RouteTable;
  address: number;
  network: Cidr;
  row: RouteRow | undefined;
}): readonly string[] {
  const { table, address, network, row } = found;
  const lines = row === undefined ? [] : [`carries ${formatIpv4(address)}: ${formatRow(row)}`];
  for (const one of table.rows) {
    if (one === row) continue;
    const role = roleOf({ one, table, address, network });
    if (role !== undefined) lines.push(`${role}: ${formatRow(one)}`);
  }
  if (table.skipped.length > 0)
    lines.push(`${table.skipped.length} line(s) could not be read, the first: ${table.skipped[0] ?? ''}`);
  if (lines.length <= longestEvidence) return lines;
  const rest = lines.length - longestEvidence;
  return [...lines.slice(0, longestEvidence), `and ${rest} more`];
}

function roleOf(question: {
  one: RouteRow;
  table: RouteTable;
  address: number;
  network: Cidr;
}): string | undefined {
  const { one, table, address, network } = question;
  const inside = one.destination.length >= network.length && contains(network, one.destination.address);
  if (contains(one.destination, address)) {
    if (one.cloned) return inside ? 'only a clone, proves nothing' : undefined;
    if (one.scoped) return 'bound to its interface, does not count';
    return 'shorter, loses';
  }
  if (!inside || !counts(one)) return undefined;
  return kindOfInterface(one.interface, table.interfaceWidth) === 'tunnel'
    ? 'carves other addresses out of the network into a tunnel'
    : undefined;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
