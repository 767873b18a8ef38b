import type { Growth } from './growth.ts';
import type { Vitals } from './vitals.ts';

/** One line for one evening. */
export function renderVitals(day: number, vitals: Vitals): string {
  const { heapMegabytes, residentMegabytes, descriptors, threads, children, timers, sockets, diskMegabytes } =
    vitals;
  return `day ${String(day).padStart(4)}  heap ${mega(heapMegabytes)}  resident ${mega(residentMegabytes)}  descriptors ${descriptors}  threads ${threads}  children ${children}  timers ${timers}  sockets ${sockets}  disk ${mega(diskMegabytes)}\n`;
}

export function renderHappened(days: number, happened: ReadonlyMap<string, number>): string {
  const lines = [...happened]
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${String(count).padStart(6)}  ${name}\n`);
  return `${days} days:\n${lines.join('')}`;
}

export function renderGrowth(growth: readonly Growth[]): string {
  const rows = growth.map(({ name, first, last, grown, allowed, ok }) => [
    name,
    ...[first, last, grown, allowed].map((value) => value.toFixed(1)),
    ok ? 'flat' : 'GROWS',
  ]);
  const table = [['', 'early', 'late', 'grown', 'allowed', ''], ...rows];
  const widths = table[0]?.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0))) ?? [];
  return `\n${table
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}

function mega(value: number): string {
  return `${value.toFixed(1)} MB`;
}
