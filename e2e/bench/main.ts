/** `npm run bench`: how long things take on the stage, beside what they may take. */
import { parseArgs } from 'node:util';
import type { Measure } from './measure.ts';
import { addingForward } from './measures/adding-forward.ts';
import { certificate } from './measures/certificate.ts';
import { cycle } from './measures/cycle.ts';
import { idle } from './measures/idle.ts';
import { status } from './measures/status.ts';
import { tables } from './measures/tables.ts';
import { renderTable } from './report.ts';
import { judge, type QuantityName, quantityNames, type Samples } from './result.ts';
import { Stages } from './stages.ts';

const help = `Usage: npm run bench -- [--only <name,…>] [--rounds <n>] [--idle-seconds <n>] [--json]

Measures Fairlead on the stage, where the network, VirtualBox and the machine are stand-ins and loopback:
the daemon, its decisions and its TLS, SSH and certificates are the shipped ones. Compare figures of one run
with each other; those of another computer, or of a busy moment, are others.

  --only <name,…>      ${listed(quantityNames)}
  --rounds <n>         how often each thing is measured, 1 to 100 (default 10)
  --idle-seconds <n>   how long the idle daemon is watched, 1 to 3600 (default 20)
  --json               one object: {"results": [{"name", "median", "p95", "unit", "budget", "ok"}, …]}
  --help               this text

Exit codes: 0 measured (also when something is over its budget), 1 something could not be measured,
2 the command was not understood.
`;

/** In the order of the table. */
const measures: readonly Measure[] = [cycle, addingForward, certificate, tables, status, idle];

interface Options {
  readonly only: readonly QuantityName[];
  readonly rounds: number;
  readonly idleMs: number;
  readonly json: boolean;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(argv: readonly string[]): Promise<number> {
  const options = understand(argv);
  if (options === 'help') {
    process.stdout.write(help);
    return 0;
  }
  if (typeof options === 'string') {
    say(`${options} Try: npm run bench -- --help`);
    return 2;
  }
  const { only, json } = options;
  await using stages = new Stages();
  const measuring = measure(options, stages);
  const measured = await Promise.race([measuring, untilInterrupted()]);
  if (typeof measured === 'number') {
    // What is under way fails as its stage is taken down; nobody waits for it any more.
    measuring.catch(() => undefined);
    return measured;
  }
  const results = only.map((name) => judge(name, measured.samples[name]));
  process.stdout.write(json ? `${JSON.stringify({ results })}\n` : renderTable(results));
  return measured.failed ? 1 : 0;
}

async function measure(
  { only, rounds, idleMs }: Options,
  stages: Stages,
): Promise<{ samples: Samples; failed: boolean }> {
  let samples: Samples = {};
  let failed = false;
  for (const one of measures.filter(({ yields }) => yields.some((name) => only.includes(name)))) {
    try {
      samples = { ...samples, ...(await one.run({ rounds, idleMs, stages, say })) };
    } catch (error) {
      failed = true;
      say(`${one.yields.join(', ')}: ${(error as Error).message}`);
    }
  }
  return { samples, failed };
}

/** The options, or what is wrong with them in a sentence. */
function understand(argv: readonly string[]): Options | 'help' | `${string}.` {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return `${((error as Error).message.split('\n')[0] ?? '').replace(/\.$/, '')}.`;
  }
  if (values.help) return 'help';
  const names = values.only.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(quantityNames as readonly string[]).includes(name));
  if (unknown !== undefined) return `Nothing is measured under the name "${unknown}".`;
  const rounds = wholeNumber(values.rounds, 100);
  if (rounds === undefined) return '--rounds takes a whole number from 1 to 100.';
  const seconds = wholeNumber(values['idle-seconds'], 3600);
  if (seconds === undefined) return '--idle-seconds takes a whole number from 1 to 3600.';
  const only = quantityNames.filter((name) => names.length === 0 || names.includes(name));
  return { only, rounds, idleMs: 1000 * seconds, json: values.json };
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '10' },
      'idle-seconds': { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

function untilInterrupted(): Promise<number> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve(130));
    process.once('SIGTERM', () => resolve(143));
  });
}

function listed(names: readonly string[]): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 76) lines.push(name);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines.join(`,\n${' '.repeat(23)}`);
}

process.exitCode = await main(process.argv.slice(2));
// Connections of clients that were given up must not hold the program.
process.stdout.write('', () => process.exit());
