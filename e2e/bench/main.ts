/** `npm run bench`: how long things take on the stage or in the lab, beside what they may take. */
import { parseArgs } from 'node:util';
import { lacking } from '../lab/needs.ts';
import { sweep } from '../lab/state.ts';
import { sweepStages } from '../stage/leftovers.ts';
import { carrying } from './endpoint/carrying.ts';
import { hijacks } from './lab/hijacks.ts';
import { idle as labIdle } from './lab/idle.ts';
import { Labs } from './lab/labs.ts';
import { addingForward as labForward, renewal } from './lab/repairs.ts';
import { armed } from './lab/routes.ts';
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

const help = `Usage: npm run bench -- [--lab | --endpoint] [--only <name,…>] [--rounds <n>] [--idle-seconds <n>] [--json]

Measures Fairlead on the stage, where the network, VirtualBox and the machine are stand-ins and loopback:
the daemon, its decisions and its TLS, SSH and certificates are the shipped ones. Compare figures of one run
with each other; those of another computer, or of a busy moment, are others.

  --lab                measure in the lab instead: real routes, a real VPN, sshd, dockerd and docker CLI
                       (Linux and root; see docs/lab.md)
  --endpoint           measure what the local socket costs: each path beside a direct TLS client, ssh -L,
                       and socat with openssl, all against one engine on this computer
  --only <name,…>      ${listed(quantityNames.stage)};
                       in the lab: ${listed(quantityNames.lab, 12)}
  --rounds <n>         how often each thing is measured, 1 to 100 (default 10)
  --idle-seconds <n>   how long the idle daemon is watched, 1 to 3600 (default 20, in the lab 120)
  --json               one object: {"results": [{"name", "median", "p95", "unit", "budget", "ok"}, …]}
  --help               this text

Exit codes: 0 measured (also when something is over its budget), 1 something could not be measured,
2 the command was not understood.
`;

/** In the order of the table. */
const measures = {
  stage: [cycle, addingForward, certificate, tables, status, idle],
  lab: [hijacks, armed, labForward, renewal, labIdle],
  endpoint: [carrying],
} as const satisfies Record<string, readonly Measure[]>;

interface Options {
  readonly lane: keyof typeof measures;
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
  const lack = options.lane === 'lab' ? await labLack() : undefined;
  if (lack !== undefined) {
    say(`The lab cannot run here: ${lack}.`);
    return 1;
  }
  await sweepStages();
  await using stages = new Stages();
  await using labs = new Labs();
  const measuring = measure(options, { stages, labs });
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

async function labLack(): Promise<string | undefined> {
  const { reason, packages } = await lacking();
  if (reason !== undefined) return reason;
  if (packages.length > 0) return `${packages.join(', ')} is missing; npm run lab installs it`;
  await sweep();
  return undefined;
}

async function measure(
  { lane, only, rounds, idleMs }: Options,
  places: { readonly stages: Stages; readonly labs: Labs },
): Promise<{ samples: Samples; failed: boolean }> {
  const chosen: readonly Measure[] = measures[lane];
  let samples: Samples = {};
  let failed = false;
  for (const one of chosen.filter(({ yields }) => yields.some((name) => only.includes(name)))) {
    try {
      samples = { ...samples, ...(await one.run({ rounds, idleMs, ...places, say })) };
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
  const lane = values.endpoint ? 'endpoint' : values.lab ? 'lab' : 'stage';
  const names = values.only.split(',').filter((name) => name !== '');
  const unknown = names.find((name) => !(quantityNames[lane] as readonly string[]).includes(name));
  if (unknown !== undefined) return `Nothing is measured under the name "${unknown}".`;
  const rounds = wholeNumber(values.rounds, 100);
  if (rounds === undefined) return '--rounds takes a whole number from 1 to 100.';
  const seconds = wholeNumber(values['idle-seconds'] ?? (values.lab ? '120' : '20'), 3600);
  if (seconds === undefined) return '--idle-seconds takes a whole number from 1 to 3600.';
  const only = quantityNames[lane].filter((name) => names.length === 0 || names.includes(name));
  return { lane, only, rounds, idleMs: 1000 * seconds, json: values.json };
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '10' },
      'idle-seconds': { type: 'string' },
      lab: { type: 'boolean', default: false },
      endpoint: { type: 'boolean', default: false },
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

function listed(names: readonly string[], indent = 0): string {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length > 76 - (lines.length === 1 ? indent : 0))
      lines.push(name);
    else lines[lines.length - 1] = `${last}, ${name}`;
  }
  return lines.join(`,\n${' '.repeat(23)}`);
}

process.exitCode = await main(process.argv.slice(2));
// Connections of clients that were given up must not hold the program.
process.stdout.write('', () => process.exit());
