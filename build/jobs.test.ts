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
  work: (options: {
    readonly computing?: readonly Job[];
    readonly waiting?: readonly Job[] | Promise<readonly Job[]>;
    readonly cores: number;
  }) => Promise<void>;
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
  await work({
    computing: jobs.of({ name: 'first', again: true }, ['a', 'b', 'c']),
    waiting: jobs.of({ name: 'second', again: true }, ['d', 'e']),
    cores: 2,
  });
  await jobs.secondRuns();
  assert.deepEqual(
    runs
      .slice(0, -2)
      .map(({ file }) => file)
      .sort(),
    ['a', 'b', 'c', 'd', 'e'],
  );
  assert.deepEqual(runs.slice(-2), [
    { file: 'a', beside: [] },
    { file: 'b', beside: [] },
  ]);
  assert.ok(
    runs.some(({ beside }) => beside.length > 0),
    'nothing ever ran beside anything',
  );
  assert.deepEqual(jobs.reports[0]?.unsteady, ['a']);
  assert.deepEqual(jobs.reports[0].failed, ['b']);
});

test('files of no lane have no second run', async () => {
  const { jobs, runs } = runner({ a: 1 });
  await work({ computing: jobs.of({ name: 'others' }, ['a']), cores: 2 });
  await jobs.secondRuns();
  assert.equal(runs.length, 1);
  assert.deepEqual(jobs.reports[0]?.failed, ['a']);
});

test('one that computes runs beside those that wait, and one for each core without them', async () => {
  const { jobs, runs } = runner({});
  const files = (letter: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${letter}${index}`);
  await work({
    computing: jobs.of({ name: 'computing' }, files('c', 12)),
    waiting: Promise.resolve(jobs.of({ name: 'waiting' }, files('w', 12))),
    cores: 2,
  });
  assert.equal(runs.length, 24);
  assert.ok(runs.every((run) => run.beside.length < 4));
  const beginnings = runs.filter(({ file }) => file.startsWith('c'));
  const alone = beginnings.filter((run) => run.beside.every((one) => one.startsWith('c')));
  const accompanied = beginnings.filter((run) => run.beside.some((one) => one.startsWith('w')));
  assert.ok(accompanied.length > 0);
  assert.ok(accompanied.every((run) => run.beside.every((one) => one.startsWith('w'))));
  assert.ok(alone.some((run) => run.beside.length === 1));
  assert.ok(alone.every((run) => run.beside.length < 2));
});

test('a job that throws ends the work with its error', async () => {
  await assert.rejects(
    work({ computing: [() => Promise.reject(new Error('no such lane'))], cores: 2 }),
    /no such lane/,
  );
});
