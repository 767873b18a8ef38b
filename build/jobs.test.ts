import assert from 'node:assert/strict';
import { test } from 'node:test';

interface Result {
  readonly file: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly tests: number;
  readonly skipped: readonly string[];
  readonly text: string;
}
interface Lane {
  readonly name: string;
  readonly again?: boolean;
}
type Job = () => Promise<void>;
interface Jobs {
  readonly reports: readonly { readonly failed: readonly string[]; readonly unsteady: readonly string[] }[];
  of(lane: Lane, files: readonly string[]): readonly Job[];
  secondRuns(): Promise<void>;
}

const { Jobs, work } = (await import(new URL('jobs.mjs', import.meta.url).href)) as {
  Jobs: new (options: {
    readonly say: (line: string) => void;
    readonly runFile: (file: string) => Promise<Result>;
  }) => Jobs;
  work: (jobs: readonly Job[], atOnce: number) => Promise<void>;
};

/** Files that end one turn after the other; the first `fails` runs of a file fail. */
function runner(fails: Readonly<Record<string, number>>) {
  const runs: { readonly file: string; readonly beside: readonly string[] }[] = [];
  const running = new Set<string>();
  const jobs = new Jobs({
    say: () => undefined,
    runFile: async (file) => {
      const before = runs.filter((run) => run.file === file).length;
      runs.push({ file, beside: [...running] });
      running.add(file);
      await new Promise((resolve) => setImmediate(resolve));
      running.delete(file);
      return { file, ok: before >= (fails[file] ?? 0), seconds: 1, tests: 1, skipped: [], text: '' };
    },
  });
  return { jobs, runs };
}

test('what failed runs a second time when everything else has ended, one file after the other', async () => {
  const { jobs, runs } = runner({ a: 1, b: 2 });
  await work(jobs.of({ name: 'first', again: true }, ['a', 'b', 'c']), 2);
  await work(jobs.of({ name: 'second', again: true }, ['d', 'e']), 2);
  await jobs.secondRuns();
  assert.deepEqual(
    runs.map(({ file }) => file),
    ['a', 'b', 'c', 'd', 'e', 'a', 'b'],
  );
  assert.deepEqual(
    runs.slice(-2).map(({ beside }) => beside),
    [[], []],
  );
  assert.ok(
    runs.some(({ beside }) => beside.length > 0),
    'nothing ever ran beside anything',
  );
  assert.deepEqual(jobs.reports[0]?.unsteady, ['a']);
  assert.deepEqual(jobs.reports[0].failed, ['b']);
});

test('files of no lane have no second run', async () => {
  const { jobs, runs } = runner({ a: 1 });
  await work(jobs.of({ name: 'others' }, ['a']), 2);
  await jobs.secondRuns();
  assert.equal(runs.length, 1);
  assert.deepEqual(jobs.reports[0]?.failed, ['a']);
});
