/** `npm run faults`: what is left of Docker when something goes wrong at any point of any remedy. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runCase, type FaultResult } from './case.ts';
import { remedies } from './remedies.ts';
import { allCases, faultIn, nameOf, mergeTables, renderTable, type Ran } from './table.ts';

const help = `Usage: npm run faults -- [--only <text>] [--at-once <n>] [--write] [--json]

For every point where a remedy touches the world (a program that changes the Mac, a command in the machine, a file) and
everything that can go wrong there (kill -9 before and after, no room, no permission, no answer, garbage, half of it), a
stage of its own with the shipped daemon: does Docker answer in the end, does the engine run, is anything left over?

  --only <text>   only cases whose name has this text
  --at-once <n>   stages at the same time, default 2
  --write         put the table into docs/reliability.md; with --only, just the cells that were run
  --json          one object with the results on standard output

Exit codes: 0 every case ended well, 1 one did not, 2 the command was not understood.
`;

const marks = ['<!-- faults: begin -->', '<!-- faults: end -->'] as const;
const file = path.join(import.meta.dirname, '../../docs/reliability.md');

async function main(argv: readonly string[]): Promise<number> {
  const values = read(argv);
  const atOnce = Number(values?.['at-once'] ?? 0);
  if (values === undefined || !Number.isInteger(atOnce) || atOnce < 1) {
    process.stderr.write('Try: npm run faults -- --help\n');
    return 2;
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const cases = allCases(remedies).filter((one) => nameOf(one).includes(values.only));
  const waiting = cases.entries();
  const ran: Ran[] = [];
  const work = async (): Promise<void> => {
    for (const [at, one] of waiting) {
      const result = await runCase(one).catch(notEnded);
      ran[at] = { ...one, result };
      tell(ran[at]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (values.write) writeTable(renderTable(ran));
  process.stdout.write(values.json ? `${JSON.stringify(asResults(ran))}\n` : renderTable(ran));
  return ran.some((one) => faultIn(one) !== undefined) ? 1 : 0;
}

/** A stage that fails is one case that has not shown anything, not the end of the others. */
function notEnded(error: unknown): FaultResult {
  const broke = [error instanceof Error ? error.message : String(error)];
  return { reached: false, reachable: true, ms: 0, engineRuns: true, leftovers: [], broke, told: [] };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        only: { type: 'string', default: '' },
        'at-once': { type: 'string', default: '2' },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message.split('\n')[0] ?? ''}\n`);
    return undefined;
  }
}

function tell(ran: Ran): void {
  const wrong = faultIn(ran);
  const seconds = (ran.result.ms / 1000).toFixed(1);
  const reached = ran.result.reached ? '' : ', the point was not reached';
  process.stderr.write(
    `${wrong === undefined ? '✔' : '✖'} ${nameOf(ran)}: ${wrong ?? `${seconds} s${reached}`}\n`,
  );
  if (wrong !== undefined) process.stderr.write(`${ran.result.told.join('\n')}\n`);
}

function writeTable(table: string): void {
  const text = readFileSync(file, 'utf8');
  const [before = '', rest = ''] = text.split(marks[0]);
  const [had = '', after = ''] = rest.split(marks[1]);
  writeFileSync(file, `${before}${marks[0]}\n\n${mergeTables(had, table)}\n${marks[1]}${after}`);
}

function asResults(ran: readonly Ran[]): object {
  return {
    ok: ran.every((one) => faultIn(one) === undefined),
    results: ran.map((one) => ({
      name: nameOf(one),
      median: one.result.ms,
      unit: 'ms',
      ok: faultIn(one) === undefined,
      reached: one.result.reached,
    })),
  };
}

// The stages are down by now; a socket that still lingers is not waited for.
process.exit(await main(process.argv.slice(2)));
