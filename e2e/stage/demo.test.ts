import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { run } from '../../app/platform/process/run.ts';
import { stories } from './stories/index.ts';

const demo = fileURLToPath(new URL('./demo.ts', import.meta.url));

async function said(...args: readonly string[]): Promise<readonly [number, string, string]> {
  const ran = await run(process.execPath, [demo, ...args], { timeoutMs: 10_000 });
  assert.ok(ran.kind === 'ran');
  return [ran.exitCode, ran.stdout, ran.stderr];
}

test('the first story is the hijack, and no name is told twice', () => {
  const names = stories.map(({ name }) => name);
  assert.equal(names[0], 'hijack');
  assert.equal(new Set(names).size, names.length);
});

test('a story that is not there is answered with those that are, and 2', async () => {
  const [code, stdout, stderr] = await said('--story', 'nonsense');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `There is no story "nonsense". The stories are: ${stories.map(({ name }) => name).join(', ')}.\n`,
  );
});

test('an option that is not there ends with 2 and the command to type', async () => {
  const [code, , stderr] = await said('--storry', 'hijack');
  assert.equal(code, 2);
  assert.match(stderr, /Try: npm run demo -- --help\n$/);
});

test('--vpn without a stage says how to get one', async () => {
  const [code, , stderr] = await said('--vpn', 'sideways');
  assert.equal(code, 2);
  assert.equal(stderr, '--vpn takes "on" or "off".\n');
});

test('--list and --help end with 0', async () => {
  assert.equal((await said('--list'))[1].trim().split('\n').length, stories.length);
  assert.match((await said('--help'))[1], /^Usage: npm run demo/);
});
