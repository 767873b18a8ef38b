import { cut, styled, type Paper } from './terminal.ts';

const gap = '  ';
/** A column is never cut below this: less says nothing. */
const narrowest = 6;

/**
 * Aligned columns under upper-case headings. What does not fit is taken from the widest column, again and
 * again, so that short columns stay whole; cut cells end with `…`.
 */
export function table(
  paper: Paper,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const room = paper.width - gap.length * (headings.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= narrowest) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return [styled(paper, 'dim', line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
