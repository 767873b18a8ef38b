import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailureError } from '../../../shared/control/failure.ts';
import { runRecorded } from '../../testing/recorded-world.ts';
import { serving } from '../../testing/serving.ts';
import { hijacked, snapshot } from '../../testing/snapshots.ts';

const fixed = { ok: true, sentence: 'Docker is reachable over localhost.', steps: [], snapshot: hijacked() };

test('fix tells what it did, and its exit code what came of it', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const run = (...argv: string[]) => runRecorded(argv, { home: served.home.root });
  const step = {
    machine: 'default',
    does: 'add the forward',
    because: 'the route is taken and no forward exists',
    commands: ['VBoxManage controlvm default natpf1 fairlead-docker,tcp,127.0.0.1,2376,,2376'],
    disruptive: false,
  };
  served.core.answer('fix', { ...fixed, steps: [{ ...step, ok: true, ms: 212 }] });
  assert.deepEqual(await run('fix', 'default'), {
    code: 0,
    err: '',
    out:
      'ok      default: add the forward (212 ms)\n' +
      '        because the route is taken and no forward exists\n' +
      'Docker is reachable over localhost.\n',
  });
  assert.deepEqual(served.core.calls.find(({ name }) => name === 'fix')?.input, {
    machine: 'default',
    dryRun: false,
    restartEngine: false,
  });
  served.core.answer('fix', { ...fixed, ok: false, steps: [step] });
  const plan = await run('fix', '--dry-run');
  assert.equal(plan.code, 0);
  assert.match(plan.out, /^would {3}default: add the forward\n.*\n {8}\$ VBoxManage controlvm/);
  assert.equal((await run('fix')).code, 1);
  served.core.answer('fix', { ...fixed, ok: false, snapshot: snapshot({ state: 'broken' }) });
  assert.equal((await run('fix')).code, 5);
  served.core.answer('fix', { ...fixed, snapshot: snapshot({ state: 'off', machines: [] }) });
  assert.equal((await run('fix')).code, 5, 'nothing to do, and Docker answers nowhere');
  served.core.answer('fix', new FailureError('consent-needed', 'two containers run'));
  assert.deepEqual(await run('fix'), { code: 6, out: '', err: 'fairlead: two containers run\n' });
});
