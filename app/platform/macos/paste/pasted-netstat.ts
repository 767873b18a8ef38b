import { type Reading, unreadable } from '../../../reading.ts';
import type { RouteTable } from '../../../route/table.ts';
import { parseNetstat } from '../netstat.ts';
import { foreignTable } from './foreign.ts';
import { bareLines } from './lines.ts';
import { withoutMarks } from './marks.ts';

export interface PastedTable {
  readonly table: Reading<RouteTable>;
  /** How many whole tables the text holds; the last one is read. */
  readonly tables: number;
}

/**
 * Reads a routing table as people hand it on: out of a terminal, a ticket, a mail, a spreadsheet, with what
 * these put around it. For the daemon there is `parseWholeNetstat`, which takes nothing but the real thing.
 * Never throws; what is no table of a Mac is unreadable and said to be what it is, where that is known.
 */
export function parsePasted(text: string): PastedTable {
  if (text.trim() === '') return { table: unreadable('it is empty'), tables: 0 };
  const plain = withoutMarks(text);
  const foreign = foreignTable(plain);
  const tables = splitTables(bareLines(plain.split('\n')));
  const table = parseNetstat(tables.at(-1) ?? '');
  const isForeign = foreign?.startsWith('a routing table') === true && !/\bNetif\b/.test(plain);
  if (foreign !== undefined && (table.kind === 'unreadable' || isForeign))
    return {
      table: unreadable(`this is ${foreign}, not the routing table of a Mac as netstat -nr prints it`),
      tables: 0,
    };
  return { table, tables: tables.length };
}

/** Before and after in one text: a second title begins a second table. */
function splitTables(lines: readonly string[]): readonly string[] {
  const titles = lines.filter((line) => isTitle(line)).length;
  const isStart = titles > 0 ? isTitle : isInternet;
  const tables: string[][] = [[]];
  let begun = false;
  for (const line of lines) {
    if (isStart(line)) {
      if (begun) tables.push([]);
      begun = true;
    }
    tables.at(-1)?.push(line);
  }
  return tables.map((table) => table.join('\n'));
}

function isTitle(line: string): boolean {
  return /^\s*Routing tables\s*$/.test(line);
}

function isInternet(line: string): boolean {
  return /^\s*Internet:\s*$/.test(line);
}
