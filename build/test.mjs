// Runs every *.test.ts under Node's own test runner, with the built-in type stripping, in lanes: what only
// computes runs two files at a time, what measures itself against real processes runs alone.
// Arguments narrow the run: `node build/test.mjs app/route` runs the tests below app/route in one lane.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const lanes = [
  { name: 'unit and contract', roots: ['shared', 'app', 'main', 'renderer'], concurrency: 2 },
  { name: 'stage', roots: ['e2e/stage', 'e2e/bench'], concurrency: 2 },
  // Real daemons on a machine of unknown speed: a file that fails runs once more, and is named at the end.
  { name: 'scenarios on the stage', roots: ['e2e/scenarios'], concurrency: 1, again: true },
  { name: 'scenarios in the lab', roots: ['e2e/lab'], concurrency: 1, again: true },
];

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const chosen = folders.length === 0 ? lanes : [{ name: folders.join(' '), roots: folders, concurrency: 2 }];

/** Runs these files under the test runner; true when all passed. */
function passes(files, concurrency) {
  // Node 24 has been seen to spin for ever in its own clean-up (Environment::CleanupHandles) after the last
  // test of a file that used TLS over proxied sockets; leaving by exit() passes that by.
  const args = ['--test', `--test-concurrency=${concurrency}`, '--test-force-exit', ...flags, ...files];
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

let failed = false;
let count = 0;
const unsteady = [];
for (const { name, roots, concurrency, again } of chosen) {
  const files = roots
    .flatMap((root) => (root.endsWith('.ts') ? [root] : globSync(`${root}/**/*.test.ts`)))
    .sort();
  if (files.length === 0) continue;
  count += files.length;
  console.log(`\n# ${name}: ${files.length} files`);
  if (!again) failed = !passes(files, concurrency) || failed;
  else
    for (const file of files) {
      if (passes([file], 1)) continue;
      console.log(`# once more: ${file}`);
      if (passes([file], 1)) unsteady.push(file);
      else failed = true;
    }
}
for (const file of unsteady) console.log(`# passed only the second time: ${file}`);
if (count === 0) console.error(`no tests below ${folders.join(', ')}`);
process.exit(failed || count === 0 ? 1 : 0);
