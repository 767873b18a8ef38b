import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FailureError } from '../../../shared/control/failure.ts';
import { runRecorded, type Recorded } from '../../testing/recorded-world.ts';
import { serving, type Serving } from '../../testing/serving.ts';
import { machineView, snapshot } from '../../testing/snapshots.ts';

const bare = snapshot({ machines: [machineView({ forward: { kind: 'absent' } })] });

async function adopt(served: Serving, stdin: string, ...more: readonly string[]): Promise<Recorded> {
  return runRecorded(['adopt', 'default', ...more], { home: served.home.root, stdin });
}

test('the plan comes first, and nothing but a yes makes it come true', async () => {
  await using served = await serving({ snapshot: bare });
  served.core.answer('look', bare);
  for (const stdin of ['n\n', 'no\n', 'garbage\n', '\n\n', '']) {
    const { code, out, err } = await adopt(served, stdin);
    assert.deepEqual([code, out], [6, ''], JSON.stringify(stdin));
    assert.match(
      err,
      /would {3}default: add a localhost forward[^]*That is what default lacks\.\nDo this\? /,
    );
    // After an end without an answer too, the answer to it begins a line.
    assert.match(err, /(?:\n|\(y\/n\): )fairlead: nothing was changed\n +fairlead adopt default --yes/);
  }
  assert.match((await adopt(served, '')).err, /\(y\/n\): \nfairlead: nothing was changed/);
  assert.deepEqual(
    served.core.calls.filter(({ name }) => name !== 'look'),
    [],
  );
});

test('a yes does it, --yes does not ask, --dry-run does neither', async () => {
  await using served = await serving({ snapshot: bare });
  served.core.answer('look', bare);
  served.core.answer('addForward', { ok: true, sentence: 'added', steps: [], snapshot: snapshot() });
  const added = (): number => served.core.calls.filter(({ name }) => name === 'addForward').length;
  const planned = await adopt(served, '', '--dry-run');
  assert.deepEqual([planned.code, planned.err, added()], [0, '', 0]);
  assert.match(planned.out, /\$ fairlead forward add default/);
  assert.equal((await adopt(served, 'Yes\n')).code, 0);
  assert.equal(added(), 1);
  const sure = await adopt(served, '', '--yes');
  assert.deepEqual([sure.code, sure.err.includes('Do this?'), added()], [0, false, 2]);
});

test('containers that would stop ask for more than a yes', async () => {
  await using served = await serving({ snapshot: bare });
  served.core.answer('look', bare);
  const refused = 'a restart of the engine would stop app-db';
  served.core.answer(
    'addForward',
    new FailureError('consent-needed', refused, { hint: 'fairlead certs renew default --restart-engine' }),
  );
  const { code, err } = await adopt(served, 'y\n');
  assert.equal(code, 6);
  assert.match(err, /would stop app-db\n +fairlead adopt default --restart-engine/);
});
