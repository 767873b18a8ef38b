/**
 * The width of netstat's interface column. Names longer than that are cut: 7 characters up to macOS 11, 10 on
 * macOS 12 and 13, 14 from macOS 14 on (network_cmds 606, 624 and 667, netstat.tproj/route.c). The column is
 * right-aligned, so the header shows its end, and the end of the column before it is its beginning.
 */
const widths: readonly number[] = [7, 10, 14];
/** The flags are padded to ten characters and a blank follows. */
const flagsColumn = 11;

export function widthOfHeader(header: string): number | undefined {
  const netif = header.indexOf('Netif');
  const flags = header.indexOf('Flags');
  if (netif === -1 || flags === -1) return undefined;
  const before = header.slice(0, netif).trimEnd();
  // Only up to macOS 10.14 are there counters without the RT_IFA column that came with 10.15.
  if (/\bRefs\b/.test(before) && !before.includes('RT_IFA')) return 7;
  if (header.includes('\t')) return undefined;
  const start = before.endsWith('Flags') ? flags + flagsColumn : before.length + 1;
  return known(netif + 'Netif'.length - start);
}

/** The same from a row of a text that has lost its header. `numbers`: counters between flags and interface. */
export function widthOfRow(row: {
  line: string;
  flags: string;
  name: string;
  numbers: number;
}): number | undefined {
  if (row.numbers === 2) return 7;
  if (row.numbers !== 0 || row.line.includes('\t')) return undefined;
  const flags = row.line.indexOf(` ${row.flags} `) + 1;
  if (flags === 0) return undefined;
  const end = row.line.indexOf(` ${row.name}`, flags) + 1 + row.name.length;
  return known(end - flags - flagsColumn);
}

/** The width that suits the names that were printed: none may be longer than the column. */
export function plausibleWidth(width: number | undefined, longest: number): number | undefined {
  if (width === undefined || longest <= width) return width;
  return widths.find((candidate) => candidate >= longest);
}

function known(width: number): number | undefined {
  return widths.includes(width) ? width : undefined;
}
