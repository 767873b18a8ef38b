import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../app/testing/temporary.ts';

interface Result {
  readonly ok: boolean;
  readonly tests: number;
  readonly skipped: readonly string[];
  readonly text: string;
}

const { testFile } = (await import(new URL('test-file.mjs', import.meta.url).href)) as {
  testFile: (
    file: string,
    options: { readonly limitS: number; readonly flags: readonly string[] },
  ) => Promise<Result>;
};

async function ran(lines: readonly string[]): Promise<Result> {
  using folder = temporaryFolder();
  const file = folder.at('some.test.mjs');
  writeFileSync(file, ["import { test } from 'node:test';", ...lines].join('\n'));
  return await testFile(file, { limitS: 60, flags: [] });
}

test('a file with a report that is longer than a pipe holds is counted whole', async () => {
  const long = 'x'.repeat(60);
  const { ok, tests, text } = await ran([
    `for (let at = 0; at < 3000; at += 1) test(\`\${at} ${long}\`, () => {});`,
  ]);
  assert.ok(ok, text.slice(-500));
  assert.equal(tests, 3000);
});

test('what a failed test printed is told beside its report', async () => {
  const { ok, tests, skipped, text } = await ran([
    "test('bad', () => { console.log('as it says'); throw new Error('on purpose'); });",
    "test('left out', { skip: 'no reason' }, () => {});",
  ]);
  assert.equal(ok, false);
  assert.equal(tests, 2);
  assert.deepEqual(skipped, ['left out: no reason']);
  assert.match(text, /as it says[^]*✖ bad[^]*on purpose/);
});

test('a file that ends before its tests do has failed, whatever its exit code', async () => {
  const { ok, tests } = await ran(["test('one', async () => {});", 'process.exit(0);']);
  assert.equal(ok, false);
  assert.equal(tests, 0);
});
