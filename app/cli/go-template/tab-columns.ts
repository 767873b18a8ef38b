/** Widths of docker-machine's table: at least five, three blanks between columns. */
const least = 5;
const gap = 3;

/**
 * Lines with tabs as aligned columns, in the way of Go's text/tabwriter: a column is the cells that end in a tab
 * in lines next to each other; what stands behind the last tab of a line belongs to none.
 */
export function tabColumns(text: string): string {
  const rows = text.split('\n').map((line) => line.split('\t'));
  align(rows, { from: 0, to: rows.length, column: 0 });
  return rows.map((cells) => cells.join('')).join('\n');
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

function align(rows: string[][], { from, to, column }: Block): void {
  for (let start = from; start < to; start++) {
    let end = start;
    while (end < to && (rows[end]?.length ?? 0) > column + 1) end++;
    if (end === start) continue;
    const cells = rows.slice(start, end);
    const width = Math.max(least, ...cells.map((row) => lengthOf(row[column] ?? '') + gap));
    for (const row of cells) row[column] = padded(row[column] ?? '', width);
    align(rows, { from: start, to: end, column: column + 1 });
    start = end;
  }
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)));
}

/** In code points, as Go counts them. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
