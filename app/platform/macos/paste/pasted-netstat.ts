import { read, type Reading, unreadable } from '../../../reading.ts';
import type { RouteTable } from '../../../route/table.ts';
import { formatCidr } from '../../../route/cidr.ts';
import { counts, isHostRow } from '../../../route/lookup.ts';
import { lineReader } from '../netstat-row.ts';
import { parseNetstat } from '../netstat.ts';
import { tokensOf } from '../tokens.ts';
import { asPrinted } from './as-data.ts';
import { foreignTable } from './foreign.ts';
import { bareLines } from './lines.ts';
import { withoutMarks } from './marks.ts';
import { oneBelowTheOther } from './side-by-side.ts';

export interface PastedTable {
  readonly table: Reading<RouteTable>;
  /** How many whole tables the text holds; the last one is read. */
  readonly tables: number;
  /** Those before the last one. */
  readonly earlier: readonly Reading<RouteTable>[];
}

/**
 * Reads a routing table as people hand it on: out of a terminal, a ticket, a mail, a spreadsheet, with what
 * these put around it. For the daemon there is `parseWholeNetstat`, which takes nothing but the real thing.
 * Never throws; what is no table of a Mac is unreadable and said to be what it is, where that is known.
 */
export function parsePasted(text: string): PastedTable {
  if (text.trim() === '') return none('it is empty');
  const plain = withoutMarks(asPrinted(text));
  const foreign = foreignTable(plain);
  const tables = splitTables(inOrder(bareLines(oneBelowTheOther(plain.split('\n')))));
  const readings = withIpv4(tables.map(parseUpToCut));
  const table = readings.at(-1) ?? parseUpToCut('');
  const isForeign = foreign?.startsWith('a routing table') === true && !/\bNetif\b/.test(plain);
  if (foreign !== undefined && (table.kind === 'unreadable' || isForeign))
    return none(`this is ${foreign}, not the routing table of a Mac as netstat -nr prints it`);
  return { table, tables: readings.length, earlier: readings.slice(0, -1) };
}

/** Who asks for both families one after the other has two tables, and IPv4 in one of them. */
function withIpv4(tables: readonly Reading<RouteTable>[]): readonly Reading<RouteTable>[] {
  const filled = tables.filter((table) => table.kind === 'unreadable' || table.value.rows.length > 0);
  return filled.length === 0 ? tables : filled;
}

function none(reason: string): PastedTable {
  return { table: unreadable(reason), tables: 0, earlier: [] };
}

/**
 * Where a title does not stand before what it is the title of, the lines were sorted: the headings say nothing then
 * about the lines below them, and each line is judged by itself. The IPv4 part's heading, the shorter one, tells how
 * names are cut.
 */
function inOrder(lines: readonly string[]): readonly string[] {
  const filled = lines.filter((line) => line.trim() !== '');
  const isStray = (line: string, at: number): boolean => isTitle(line) && !isHeading(filled[at + 1] ?? '');
  if (!filled.some(isStray)) return lines;
  const columns = filled.filter((line) => isHeading(line) && /\bNetif\b/.test(line));
  const [own = ''] = columns.sort((one, other) => one.length - other.length);
  return [own, ...filled.filter((line) => !isTitle(line) && !isHeading(line))];
}

function isHeading(line: string): boolean {
  return /^\s*(Internet6?|Protocol Family \d+) ?:|^\s*Destination\s/.test(line);
}

/** A table whose last row is not finished says what the rows above it say; which that was is told with it. */
function parseUpToCut(text: string): Reading<RouteTable> {
  const table = parseNetstat(text);
  if (table.kind === 'read') return table;
  const written = text.trimEnd();
  const lastBegins = written.lastIndexOf('\n') + 1;
  const above = parseNetstat(written.slice(0, lastBegins));
  if (above.kind === 'unreadable' || above.value.rows.length === 0) return table;
  return read({ ...above.value, cutOff: written.slice(lastBegins).trim() });
}

/** Before and after in one text. */
function splitTables(lines: readonly string[]): readonly string[] {
  const title = [isTitle, isInternet].find((one) => lines.some(one));
  const begins = title ?? repetition();
  const tables: string[][] = [[]];
  for (const line of lines) {
    if (begins(line)) tables.push([]);
    tables.at(-1)?.push(line);
  }
  // What stands before the first title is mostly a prompt.
  const filled = tables.filter(holdsRows);
  return (filled.length === 0 ? tables : filled).map((table) => table.join('\n'));
}

function holdsRows(lines: readonly string[]): boolean {
  const read = lineReader();
  return (
    lines.some((line) => read(tokensOf(line)).kind !== 'remark') ||
    foreignTable(lines.join('\n')) !== undefined
  );
}

/**
 * Rows without titles: one for a destination that was there already begins a second table, because a kernel has none
 * twice. The default row of an IPv6 part looks like one of IPv4 when it leads to a link.
 */
function repetition(): (line: string) => boolean {
  const read = lineReader();
  const seen = new Set<string>();
  return (line) => {
    const found = read(tokensOf(line));
    if (found.kind !== 'row' || !counts(found.row)) return false;
    const { destination, gateway } = found.row;
    if (destination.length === 0 && gateway.kind !== 'address') return false;
    const key = `${formatCidr(destination)}${isHostRow(found.row) ? ' host' : ''}`;
    const isSecond = seen.has(key);
    if (isSecond) seen.clear();
    seen.add(key);
    return isSecond;
  };
}

function isTitle(line: string): boolean {
  return /^\s*Routing tables\s*$/.test(line);
}

function isInternet(line: string): boolean {
  return /^\s*Internet:\s*$/.test(line);
}
