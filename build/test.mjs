// `npm test`: sets up what the tests need, then types, lint and every *.test.ts under Node's own test runner.
//
//   node build/test.mjs                  everything
//   node build/test.mjs app/route …      the tests below these folders (or these files), and nothing else
//   --no-set-up                          install nothing
//   --json                               at the end one object on stdout, the rest on stderr
//   --test-…                             goes to Node's test runner
import { existsSync, globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Jobs, work } from './jobs.mjs';
import { checks, lanes, nice } from './lanes.mjs';
import { endAll, run } from './run.mjs';
import { testFile } from './test-file.mjs';

const own = ['--json', '--no-set-up'];
const given = process.argv.slice(2);
const json = given.includes('--json');
const flags = given.filter((word) => word.startsWith('-') && !own.includes(word));
const folders = given.filter((word) => !word.startsWith('-'));
const say = json ? console.error : console.log;
const cores = Math.max(2, Math.min(4, availableParallelism()));

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.once(signal, () => void endAll().then(() => process.exit(code)));

const jobs = new Jobs({
  say,
  runFile: (file, lane) => testFile(file, { ...lane, flags, nice: lane.waits ? 0 : nice }),
});

/** The jobs of these lanes, by what they do most of the time. */
function jobsOf(some) {
  const of = (doesWait) =>
    some
      .filter(({ waits = false }) => waits === doesWait)
      .flatMap((lane) => jobs.of(lane, filesOf(lane.roots)));
  return { computing: of(false), waiting: of(true) };
}

/** The largest first: they tend to take longest, and nobody should wait for a long one at the end. */
const filesOf = (roots) =>
  roots
    .flatMap((root) => (root.endsWith('.ts') ? [root].filter(existsSync) : globSync(`${root}/**/*.test.ts`)))
    .sort((a, b) => statSync(b).size - statSync(a).size);

function checkJobs() {
  return checks.map(({ name, words, limitS }) => {
    const sum = jobs.report(name);
    return async () => {
      const { ok, output, seconds, late } = await run([process.execPath, ...words], { limitS, nice });
      sum.seconds = seconds;
      say(`${ok ? '✔' : '✖'} ${name}  ${seconds.toFixed(1)} s`);
      if (!ok) sum.failed.push(name);
      if (!ok) say(late ? `${output}\n✖ ${name} was not done after ${limitS} s, and was ended.\n` : output);
    };
  });
}

/** What the real lanes need is fetched while the computing ones compute. */
async function setUp() {
  if (given.includes('--no-set-up')) return;
  const sum = jobs.report('set-up');
  const { output, seconds, ok } = await run([process.execPath, 'e2e/set-up.ts'], { limitS: 900 });
  sum.seconds = seconds;
  // Without what it installs the lanes skip, and say so: that is no failure.
  say(`${ok ? '✔' : '﹣'} set-up  ${seconds.toFixed(1)} s\n${output.replace(/^(?=.)/gm, '  ')}`.trimEnd());
}

async function bundle() {
  const { ok, output } = await run([process.execPath, 'build/bundle.mjs'], { limitS: 120 });
  if (ok) return;
  say(output);
  leave(1);
  await new Promise(() => undefined);
}

/** Exits when all that was said has been taken: a reader that is slow would miss the end of it. */
function leave(code) {
  process.stderr.write('', () => process.stdout.write('', () => process.exit(code)));
}

const began = performance.now();
if (folders.length > 0) {
  // A lane's rules hold for its files however they are called.
  const laneOf = (file) => lanes.find(({ roots }) => roots.some((root) => file.startsWith(`${root}/`)));
  const empty = folders.filter((folder) => filesOf([folder]).length === 0);
  if (empty.length > 0) {
    console.error(`no tests below ${empty.join(', ')}`);
    process.exit(1);
  }
  const files = filesOf(folders);
  const some = [...new Set(files.map(laneOf))].map((lane) => ({
    ...(lane ?? { name: 'others', limitS: 240 }),
    roots: files.filter((file) => laneOf(file) === lane),
  }));
  await work({ ...jobsOf(some), cores });
} else {
  await bundle();
  const ready = setUp();
  const { computing, waiting } = jobsOf(lanes);
  await work({ computing: [...checkJobs(), ...computing], waiting: ready.then(() => waiting), cores });
}
await jobs.secondRuns();

const whole = (performance.now() - began) / 1000;
const column = (text, width) => String(text).padStart(width);
say(
  `\n${'lane'.padEnd(12)}${['files', 'tests', 'skipped', 'failed'].map((word) => column(word, 8)).join('')}   seconds`,
);
for (const { name, files, tests, skipped, failed, seconds } of jobs.reports)
  say(
    `${name.padEnd(12)}${[files, tests, skipped, failed.length].map((number) => column(number === 0 ? '·' : number, 8)).join('')}${column(seconds.toFixed(1), 10)}`,
  );
say(`${'all'.padEnd(44)}${column(whole.toFixed(1), 10)}`);
for (const { unsteady } of jobs.reports)
  for (const file of unsteady) say(`# passed only the second time: ${file}`);
const failed = jobs.reports.flatMap((one) => one.failed);
for (const one of failed) say(`✖ failed: ${one}`);
if (json) {
  const results = jobs.reports.map(({ name, seconds, failed: bad }) => ({
    name: `lane-${name}`,
    median: Number(seconds.toFixed(1)),
    unit: 's',
    ok: bad.length === 0,
  }));
  const all = {
    name: 'all-lanes',
    median: Number(whole.toFixed(1)),
    unit: 's',
    budget: 900,
    ok: whole < 900,
  };
  console.log(JSON.stringify({ results: [...results, all] }));
}
leave(failed.length > 0 ? 1 : 0);
