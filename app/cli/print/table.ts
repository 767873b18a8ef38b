import { cut, styled, type Paper } from './terminal.ts';

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that still say something when cut, such as names; an address does not. */
  readonly cutFirst?: readonly number[];
}

const gap = '  ';
/** `cutFirst` columns give way down to this, then every column down to the second. */
const stillClear = 14;
const narrowest = 6;

/**
 * Aligned columns under upper-case headings. What does not fit is taken from the widest column that may give
 * way, again and again, so that short columns stay whole; cut cells end with `…`.
 */
export function table(paper: Paper, { headings, rows, cutFirst = [] }: Table): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const room = paper.width - gap.length * (headings.length - 1);
  const all = [...widths.keys()];
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const giving = widest(widths, cutFirst, stillClear) ?? widest(widths, all, narrowest);
    if (giving === undefined) break;
    widths[giving] = (widths[giving] ?? 0) - 1;
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return [styled(paper, 'dim', line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

/** The widest of these columns, when it is wider than `least`. */
function widest(widths: readonly number[], columns: readonly number[], least: number): number | undefined {
  return columns
    .filter((column) => (widths[column] ?? 0) > least)
    .sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
