import { cut, styled, wrap, type Paper } from './terminal.ts';

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that still say something when cut, such as names; an address does not. */
  readonly cutFirst?: readonly number[];
}

const gap = '  ';
/** `cutFirst` columns give way down to this; past it a column says nothing any more. */
const stillClear = 14;

/**
 * Aligned columns under upper-case headings. What does not fit is taken from the widest column that may give
 * way, again and again, so that short columns stay whole; cut cells end with `…`. Where even that is not enough
 * each row becomes a block of lines, one for a column.
 */
export function table(paper: Paper, content: Table): string {
  const { headings, rows, cutFirst = [] } = content;
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const room = paper.width - gap.length * (headings.length - 1);
  for (let over = sum(widths) - room; over > 0; over -= 1) {
    const giving = widest(widths, cutFirst, stillClear);
    if (giving === undefined) return blocks(paper, content);
    widths[giving] = (widths[giving] ?? 0) - 1;
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cut(cell, widths[column] ?? 0).padEnd(widths[column] ?? 0))
      .join(gap)
      .trimEnd();
  return [styled(paper, 'dim', line(headings)), ...rows.map(line)].map((text) => `${text}\n`).join('');
}

/** The first column is the title of a block. */
function blocks(paper: Paper, { headings, rows }: Table): string {
  const column = Math.max(...headings.slice(1).map((heading) => heading.length)) + gap.length;
  const indent = ' '.repeat(gap.length + column);
  return rows
    .map(([title = '', ...cells]) =>
      [
        styled(paper, 'bold', cut(title, paper.width)),
        ...cells.map((cell, index) => {
          const heading = (headings[index + 1] ?? '').padEnd(column);
          return `${gap}${wrap(`${heading}${cell}`, paper.width - gap.length, indent)}`;
        }),
      ]
        .map((text) => `${text.trimEnd()}\n`)
        .join(''),
    )
    .join('\n');
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
