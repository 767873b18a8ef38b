// Runs every *.test.ts under Node's own test runner, with the built-in type stripping.
// Arguments narrow the run: `node build/test.mjs app/route` runs the tests below app/route.
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const flags = process.argv.slice(2).filter((argument) => argument.startsWith('-'));
const roots = folders.length > 0 ? folders : ['shared', 'app', 'main', 'renderer', 'e2e'];
const files = roots
  .flatMap((root) => (root.endsWith('.ts') ? [root] : globSync(`${root}/**/*.test.ts`)))
  .sort();
if (files.length === 0) {
  console.error(`no tests below ${roots.join(', ')}`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=2', ...flags, ...files], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
