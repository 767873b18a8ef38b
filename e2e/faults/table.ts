import { applies, faultKinds, type FaultKind, type Point } from './fault.ts';
import type { FaultCase, FaultResult } from './case.ts';
import type { Remedy } from './remedies.ts';

export interface Ran extends FaultCase {
  readonly result: FaultResult;
}

/** Every point of every remedy with every fault that can happen there. */
export function allCases(remedies: readonly Remedy[]): readonly FaultCase[] {
  return remedies.flatMap((remedy) =>
    remedy.points.flatMap((point) =>
      faultKinds.filter((kind) => applies(kind, point)).map((kind) => ({ remedy, point, kind })),
    ),
  );
}

/** What is wrong with how a case ended, in words; undefined when nothing is. */
export function faultIn({ result }: Ran): string | undefined {
  const { reachable, engineRuns, leftovers, broke } = result;
  if (!reachable) return 'Docker was not reachable in the end';
  if (!engineRuns) return 'the engine was left stopped';
  if (leftovers.length > 0) return `left over: ${leftovers.join(', ')}`;
  return broke[0];
}

/** As the case is called on a terminal and in the table. */
export function nameOf({ remedy, point, kind }: FaultCase): string {
  return `${remedy.name} · ${pointName(point)} · ${kind}`;
}

function pointName({ name, nth = 1 }: Point): string {
  return nth === 1 ? name : `${name} (${nth})`;
}

/** One row for each point, one column for each fault, as Markdown. */
export function renderTable(all: readonly Ran[]): string {
  const rows = [...new Map(all.map((ran) => [`${ran.remedy.name}|${pointName(ran.point)}`, ran])).values()];
  const cell = (row: Ran, kind: FaultKind): string => {
    const ran = all.find((one) => one.remedy === row.remedy && one.point === row.point && one.kind === kind);
    return ran === undefined ? '–' : cellOf(ran);
  };
  return [
    `| remedy | where | ${faultKinds.join(' | ')} |`,
    `|---|---|${faultKinds.map(() => '---').join('|')}|`,
    ...rows.map(
      (row) =>
        `| ${row.remedy.name} | \`${pointName(row.point)}\` | ${faultKinds.map((kind) => cell(row, kind)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function cellOf(ran: Ran): string {
  const wrong = faultIn(ran);
  if (wrong !== undefined) return `**${wrong.replaceAll('|', '/').slice(0, 80)}**`;
  return ran.result.reached ? `${(ran.result.ms / 1000).toFixed(1)} s` : 'not reached';
}

/** The rows of `had` with the cells that `ran` has; a cell that was not run (`–`) keeps what it said. */
export function mergeTables(had: string, ran: string): string {
  const rows = new Map(rowsOf(had).map((cells) => [keyOf(cells), cells]));
  for (const cells of rowsOf(ran)) {
    const before = rows.get(keyOf(cells));
    rows.set(
      keyOf(cells),
      cells.map((cell, at) => (cell === '–' ? (before?.[at] ?? cell) : cell)),
    );
  }
  return [...rows.values()].map((cells) => lineOf(cells)).join('');
}

function rowsOf(table: string): readonly (readonly string[])[] {
  return table
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

/** Remedy and point; the head and its rule have keys of their own. */
function keyOf([remedy = '', point = '']: readonly string[]): string {
  return `${remedy}|${point}`;
}

function lineOf(cells: readonly string[]): string {
  return cells.every((cell) => cell === '---') ? `|${cells.join('|')}|\n` : `| ${cells.join(' | ')} |\n`;
}
