import { type Quantity, quantities, type Result } from './result.ts';

/** The table that people read. */
export function renderTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { title, budget }: Quantity = quantities[result.name];
    const limit =
      budget === undefined ? '' : `${budget.of} ≤ ${Number(budget.most.toPrecision(3))} ${result.unit}`;
    return [
      title,
      figure(result.median),
      figure(result.p95),
      result.unit,
      limit,
      verdict(result),
      result.name,
    ];
  });
  const lines = [['what', 'median', 'p95', 'unit', 'budget', '', 'name'], ...rows];
  const widths =
    lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines
    .map((line) =>
      line
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 1 || column === 2 ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function figure(value: number | null): string {
  return value === null ? '-' : String(value);
}

function verdict({ ok, median }: Result): string {
  if (median === null) return 'not measured';
  return ok === null ? '' : ok ? 'ok' : 'OVER';
}
