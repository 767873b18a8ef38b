import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { run } from '../../app/platform/process/run.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));

async function said(...args: readonly string[]): Promise<readonly [number, string]> {
  const ran = await run(process.execPath, [main, ...args], { timeoutMs: 30_000 });
  assert.ok(ran.kind === 'ran');
  return [ran.exitCode, ran.stderr];
}

test('what is not understood ends with 2 and the command to type, before anything is installed or built', async () => {
  const cases = [
    [['up', '--lab', 'No Name'], '"No Name" is no name for a lab: use a-z, 0-9 and -, at most 16 of them.'],
    [['--story', 'nonsense'], 'There is no story "nonsense". There are hijack, '],
    [['sideways'], 'There is no "sideways".'],
  ] as const;
  await Promise.all(
    cases.map(async ([args, what]) => {
      const [code, stderr] = await said(...args);
      assert.equal(code, 2, stderr);
      assert.ok(stderr.startsWith(what), stderr);
      assert.match(stderr, / Try: npm run lab -- --help\n$/);
    }),
  );
});
