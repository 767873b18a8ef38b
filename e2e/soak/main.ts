/** `npm run soak`: whether a daemon that runs for long grows or breaks. */
import { parseArgs } from 'node:util';
import { startStage } from '../stage/stage.ts';
import { fewestSamples, growthOf } from './growth.ts';
import { nodeFlags, soak, type SoakResult } from './soak.ts';
import { renderGrowth, renderHappened, renderVitals } from './report.ts';
import type { VitalName, Vitals } from './vitals.ts';

const help = `Usage: npm run soak -- [--minutes <n>] [--seed <n>] [--json]

Plays one day after the other on the stage with the shipped daemon: VPNs of every kind come, go and flap, the
Mac sleeps, the machine and its engine are restarted, routes get lost, sudo is given and withdrawn. After every
hour Docker has to answer by what Fairlead names, and every evening all has to be well. Then the daemon's heap
after a garbage collection, its memory, descriptors, threads, child processes, timers, sockets and files are
read. What goes on growing after the first third fails the run.

  --minutes <n>   how long, 1 to 1440 (default 120); a day takes about 15 seconds
  --seed <n>      the same days again (default: the date)
  --json          one object: {"ok", "minutes", "seed", "days", "broke", "happened", "growth", "samples"}
  --help          this text

Exit codes: 0 nothing broke or grew, 1 something did, 2 the command was not understood, 130 Ctrl-C.
`;

const say = (text: string): void => void process.stderr.write(text);

async function main(argv: readonly string[]): Promise<number> {
  let values: ReturnType<typeof read>;
  try {
    values = read(argv);
  } catch (error) {
    return complain((error as Error).message.split('\n')[0] ?? '');
  }
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const minutes = wholeNumber(values.minutes, 1440);
  if (minutes === undefined) return complain('--minutes takes a whole number from 1 to 1440.');
  const seed = wholeNumber(values.seed ?? today(), 2 ** 31);
  if (seed === undefined) return complain('--seed takes a whole number from 1 to 2147483648.');
  if (process.platform !== 'linux') {
    say('The soak reads /proc, so it runs on Linux only.\n');
    return 1;
  }
  return run({ minutes, seed, json: values.json });
}

async function run(options: { minutes: number; seed: number; json: boolean }): Promise<number> {
  const { minutes, seed, json } = options;
  const stop = new AbortController();
  let signalled: number | undefined;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    process.once(signal, () => {
      signalled = code;
      stop.abort();
    });
  await using stage = await startStage({ nodeFlags });
  say(`${minutes} min of days with seed ${seed}\n`);
  const result = await soak(stage, {
    ms: minutes * 60_000,
    seed,
    signal: stop.signal,
    day: (number, vitals) => say(renderVitals(number, vitals)),
  });
  if (signalled !== undefined) return signalled;
  return conclude(result, { minutes, seed, json });
}

function conclude(
  { samples, broke, happened }: SoakResult,
  { minutes, seed, json }: { minutes: number; seed: number; json: boolean },
): number {
  const enough = samples.length >= fewestSamples;
  const names = Object.keys(samples[0] ?? {}) as VitalName[];
  const growth = enough
    ? names.map((name) =>
        growthOf(
          name,
          samples.map((one: Vitals) => one[name]),
        ),
      )
    : [];
  const ok = broke === undefined && enough && growth.every((one) => one.ok);
  if (json) {
    const report = { ok, minutes, seed, days: samples.length, broke: broke ?? null };
    const rest = { happened: Object.fromEntries(happened), growth, samples };
    process.stdout.write(`${JSON.stringify({ ...report, ...rest })}\n`);
  } else {
    process.stdout.write(renderHappened(samples.length, happened));
    if (enough) process.stdout.write(renderGrowth(growth));
    else if (broke === undefined)
      process.stdout.write(
        `${samples.length} days say nothing about growth; ${fewestSamples} would. Try more minutes.\n`,
      );
    if (broke !== undefined) process.stdout.write(`\nBROKE on day ${samples.length + 1}: ${broke}\n`);
    process.stdout.write(ok ? '\nNothing broke or grew.\n' : '');
  }
  return ok ? 0 : 1;
}

function read(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      minutes: { type: 'string', default: '120' },
      seed: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }).values;
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

/** `20261125`. */
function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '');
}

function complain(what: string): number {
  say(`${what} Try: npm run soak -- --help\n`);
  return 2;
}

process.exitCode = await main(process.argv.slice(2));
// Connections of clients that were given up must not hold the program.
process.stdout.write('', () => process.exit());
