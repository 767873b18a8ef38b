import { type Reading, read, unreadable } from '../../reading.ts';
import type { RouteRow, RouteTable } from '../../route/table.ts';
import { lineReader } from './netstat-row.ts';
import { plausibleWidth, widthOfHeader, widthOfRow } from './netstat-width.ts';
import { tokensOf } from './tokens.ts';

/** No row of any macOS comes near this; a longer line is not worth taking apart. */
const longestLine = 2000;

/**
 * Reads the IPv4 rows of what `netstat -nr` prints, on every macOS from 10.6 to 26, with or without -f inet,
 * -l and -a, whole or as people paste it: rows without headings, indented, quoted, with remarks. The format
 * is that of Apple's network_cmds, netstat.tproj/route.c. Units and abbreviations are resolved: every
 * destination is a full CIDR. Never throws; what cannot be a routing table is unreadable, with the reason.
 *
 * An excerpt is readable here, because a person asked about it, and so is a table that has only IPv6 rows: it
 * has no row to show. The daemon uses `parseWholeNetstat`.
 */
export function parseNetstat(text: string): Reading<RouteTable> {
  const reader = new TableReader({ unfinished: !text.endsWith('\n') });
  for (const line of withoutColours(text).split('\n')) reader.take(line);
  return reader.conclude();
}

/**
 * The same for the daemon, which must never act on a part of a table: the headings of the whole have to be
 * there, and the last line has to be finished.
 */
export function parseWholeNetstat(text: string): Reading<RouteTable> {
  const table = parseNetstat(text);
  if (table.kind === 'unreadable') return table;
  if (table.value.rows.length === 0)
    return unreadable('the routing table has only IPv6 rows; use netstat -nr -f inet');
  if (!/^Routing tables\s*$/m.test(text) || !/^Internet:\s*$/m.test(text) || !/^Destination\s/m.test(text))
    return unreadable('the routing table has no headings, so it may be only a part of the table');
  if (!text.endsWith('\n')) return unreadable('the routing table ends in the middle of a line');
  return table;
}

class TableReader {
  readonly #rows: RouteRow[] = [];
  readonly #skipped: string[] = [];
  /** Before any heading each line is judged by itself: a grep leaves rows of both families mixed. */
  #section: 'unknown' | 'inet' | 'other' = 'unknown';
  #header: string | undefined;
  #width: number | undefined;
  #longestName = 0;
  /** Smallest column at which an interface ended, over all rows but the last. */
  #leastEnd = Infinity;
  #last: { line: string; cut: boolean; end: number } | undefined;
  #otherFamily = false;
  /** Whether the IPv4 part holds lines, be they readable or not. */
  #inetLines = false;
  #linux = false;
  /** Whether the last line lacks its end. */
  readonly #unfinished: boolean;
  /** Flags, gateways and interfaces repeat from row to row. */
  readonly #readLine = lineReader();

  constructor({ unfinished }: { unfinished: boolean }) {
    this.#unfinished = unfinished;
  }

  take(raw: string): void {
    const line = raw.length > longestLine ? '' : withoutDecoration(raw);
    // Rows begin with a digit or with "default"; only the rest can be a heading.
    if (!isDigit(line.charCodeAt(0))) {
      const text = line.trim();
      if (text === '' || this.#takeHeading(text, line)) return;
    }
    if (this.#section === 'other') {
      this.#otherFamily = true;
      this.#last = undefined;
      return;
    }
    this.#inetLines ||= this.#section === 'inet';
    this.#takeLine(line);
  }

  #takeHeading(text: string, line: string): boolean {
    if (/^Internet ?:/.test(text)) this.#section = 'inet';
    else if (/^Routing tables?\b/.test(text)) this.#section = 'unknown';
    else if (/^(Internet6|Protocol Family \d+|AppleTalk|XNS|ISO|IPX|Netgraph|X\.25) ?:/.test(text))
      this.#section = 'other';
    else if (/^Destination\s/.test(text)) this.#takeHeader(line);
    else if (/^Kernel IP routing table/.test(text)) this.#linux = true;
    else return false;
    this.#last = undefined;
    return true;
  }

  #takeHeader(line: string): void {
    if (line.includes('Genmask')) this.#linux = true;
    if (this.#section === 'other') return;
    this.#header ??= line;
    this.#width ??= widthOfHeader(line.trim());
  }

  #takeLine(line: string): void {
    const found = this.#readLine(tokensOf(line));
    if (this.#last !== undefined) this.#leastEnd = Math.min(this.#leastEnd, this.#last.end);
    this.#last = undefined;
    if (found.kind === 'row') this.#takeRow(line, found);
    else if (found.kind === 'other-family') this.#otherFamily = true;
    else if (found.kind === 'unreadable') this.#skip(line);
    else if (found.kind === 'incomplete') {
      // A lone number is an expiry that wrapped onto a line of its own, unless the table is as printed.
      const alone = found.tokens === 1 && !/^\s*\d+\s*$/.test(line);
      const cut = found.gateway || alone || this.#header !== undefined;
      this.#last = { line, cut, end: Infinity };
      if (found.gateway) this.#skip(line);
    } else if (this.#header !== undefined && beginsDestination(line.trim()))
      this.#last = { line, cut: true, end: Infinity };
  }

  #takeRow(line: string, { row, numbers }: { row: RouteRow; numbers: number }): void {
    // Without headings a wide gap tells the default row of the IPv6 part, whose columns are wider.
    if (this.#section === 'unknown' && row.destination.length === 0 && isWide(line, row)) {
      this.#otherFamily = true;
      return;
    }
    this.#rows.push(row);
    this.#longestName = Math.max(this.#longestName, row.interface.length);
    this.#width ??= widthOfRow({ line, flags: row.flags, name: row.interface, numbers });
    if (this.#unfinished) this.#last = { line, cut: false, end: endOfInterface(line, row) };
  }

  #skip(line: string): void {
    this.#skipped.push(shortened(line));
  }

  conclude(): Reading<RouteTable> {
    if (this.#linux)
      return unreadable('this is a routing table of Linux; give the output of netstat -nr from a Mac');
    if (this.#isCut())
      return unreadable(
        `the routing table ends in the middle of a row: "${this.#last?.line.trim().slice(0, 80) ?? ''}"`,
      );
    // Without its heading a line such as "::1 localhost" is no sign of a table.
    const isUnread = this.#skipped.length > 0 || this.#inetLines;
    const isOtherFamily = this.#otherFamily && this.#section === 'other' && !isUnread;
    if (this.#rows.length === 0 && !isOtherFamily) return unreadable(this.#whyEmpty());
    const width = plausibleWidth(this.#width, this.#longestName) ?? this.#widthOfCutName();
    return read({
      rows: this.#rows,
      skipped: this.#skipped,
      ...(width === undefined ? {} : { interfaceWidth: width }),
    });
  }

  #isCut(): boolean {
    const last = this.#last;
    if (last === undefined) return false;
    // A finished line may be a remark that begins with a number, unless a gateway follows.
    if (last.cut) return this.#unfinished || this.#skipped.at(-1) === shortened(last.line);
    // The interface is right-aligned: one that ends left of all the others is not finished.
    const column = this.#header === undefined ? -1 : this.#header.indexOf('Netif') + 'Netif'.length;
    return this.#unfinished && last.end < column && this.#leastEnd >= column;
  }

  #widthOfCutName(): number | undefined {
    // Every interface name ends in a digit, so one that does not has been cut.
    const cut = this.#rows.find((row) => /[a-z]$/i.test(row.interface));
    return plausibleWidth(cut?.interface.length === 7 ? 7 : undefined, this.#longestName);
  }

  #whyEmpty(): string {
    if (this.#skipped.length > 0)
      return 'the routing table has no IPv4 row that could be read; names instead of addresses need netstat -nr (with -n)';
    if (this.#otherFamily) return 'the routing table has only IPv6 rows; use netstat -nr -f inet';
    if (this.#header !== undefined || this.#section === 'inet')
      return 'the routing table has a heading and no IPv4 row';
    return 'there is no routing table in it, as netstat -nr prints one';
  }
}

function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replace(/\u001b\[[\d;]*[A-Za-z]/g, '') : text;
}

/** The row within comment marks, quotation marks and indentation. */
function withoutDecoration(line: string): string {
  const code = line.charCodeAt(0);
  const begins = isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return begins ? line : line.replace(/^[\s#>|*;/\u2022]+/, '');
}

function shortened(line: string): string {
  return line.trim().slice(0, 120);
}

function beginsDestination(text: string): boolean {
  return 'default'.startsWith(text) || /^\d[\d./]*$/.test(text);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWide(line: string, row: RouteRow): boolean {
  return row.gateway.kind !== 'address' && /^\S+\s{23,}/.test(line);
}

function endOfInterface(line: string, row: RouteRow): number {
  if (line.includes('\t')) return Infinity;
  const flags = line.indexOf(` ${row.flags} `);
  return line.indexOf(` ${row.interface}`, flags + row.flags.length) + 1 + row.interface.length;
}
