import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { renderTable } from './report.ts';
import { judge, quantityNames } from './result.ts';
import { median, percentile95 } from './statistics.ts';

test('the median is the middle, and p95 a value that was measured', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.equal(percentile95([5, 1, 4]), 5);
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  assert.equal(percentile95(hundred), 95);
});

test('a budget holds for the figure it names', () => {
  const mostlyFast = [...Array.from({ length: 9 }, () => 100), 400];
  assert.equal(judge('hijack', mostlyFast).ok, false, 'the budget is for p95');
  assert.equal(judge('parse-10000-rows', [10, 12, 40]).ok, true, 'the budget is for the median');
  assert.equal(judge('detection', [100]).ok, null, 'there is no budget');
});

test('what could not be measured is neither good nor bad', () => {
  assert.deepEqual(judge('certificate-ratio', []), {
    name: 'certificate-ratio',
    median: null,
    p95: null,
    unit: '×',
    budget: 0.6,
    ok: null,
  });
  assert.match(renderTable([judge('certificate-ratio')]), /not measured/);
});

test('the table has a line for each quantity, with its name', () => {
  const names = [...quantityNames.stage, ...quantityNames.lab];
  const lines = renderTable(names.map((name) => judge(name, [1])))
    .trimEnd()
    .split('\n');
  assert.equal(lines.length, names.length + 1);
  for (const [index, name] of names.entries()) assert.ok(lines[index + 1]?.endsWith(name));
});

test('a wrong option is refused in a sentence', () => {
  const main = path.join(import.meta.dirname, 'main.ts');
  for (const [option, said] of [
    ['--only=nothing', /Nothing is measured under the name "nothing"/],
    ['--rounds=0', /--rounds takes a whole number/],
    ['--idle-seconds=x', /--idle-seconds takes a whole number/],
    ['--fast', /Unknown option '--fast'/],
  ] as const) {
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, option], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, said);
    assert.equal(stdout, '');
  }
});

test('one quantity is measured and printed as one object', () => {
  const main = path.join(import.meta.dirname, 'main.ts');
  const { status, stdout } = spawnSync(
    process.execPath,
    [main, '--only', 'parse-10000-rows', '--rounds', '1', '--json'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0);
  const { results } = JSON.parse(stdout) as { results: { name: string; median: number }[] };
  assert.deepEqual(
    results.map(({ name }) => name),
    ['parse-10000-rows'],
  );
  assert.ok((results[0]?.median ?? 0) > 0);
});
