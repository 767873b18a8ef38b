/** The workflow runs elsewhere; a slip of the pen in it should show here. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { parseDocument } from 'yaml';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
}
interface Workflow {
  readonly on: Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly jobs: Record<
    string,
    { readonly 'runs-on': string; readonly 'timeout-minutes': number; readonly steps: readonly Step[] }
  >;
}

const root = path.join(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Record<string, string>;
};

for (const file of globSync('.github/workflows/*.yml', { cwd: root }))
  test(file, () => {
    const document = parseDocument(readFileSync(path.join(root, file), 'utf8'));
    assert.deepEqual([...document.errors, ...document.warnings], []);
    const workflow = document.toJS() as Workflow;
    assert.deepEqual(workflow.permissions, { contents: 'read' });
    for (const [name, job] of Object.entries(workflow.jobs)) {
      assert.ok(job['timeout-minutes'] > 0, `${name} has no limit of time`);
      for (const step of job.steps) {
        assert.ok((step.run === undefined) !== (step.uses === undefined), JSON.stringify(step));
        if (step.uses !== undefined) assert.match(step.uses, /^actions\/[\w-]+@v\d+$/);
        const script = /^npm (?:run )?(\w+)$/.exec(step.run ?? '')?.[1];
        if (script !== undefined && script !== 'ci')
          assert.ok(scripts[script], `npm has no script ${script}`);
        const program = /\b(build\/[\w-]+\.mjs)/.exec(step.run ?? '')?.[1];
        if (program !== undefined) assert.ok(existsSync(path.join(root, program)), program);
      }
    }
  });

test('macOS gets the binary by an explicit step, before it tests the app with it', () => {
  const text = readFileSync(path.join(root, '.github/workflows/build.yml'), 'utf8');
  const order = [
    'npx install-electron',
    'build/test.mjs e2e/app',
    'npm run dist',
    'read-fuses.mjs',
    'codesign --verify',
  ];
  const places = order.map((part) => text.indexOf(part));
  assert.deepEqual(
    [...places].sort((a, b) => a - b),
    places,
  );
  assert.ok(places.every((place) => place > 0));
});
