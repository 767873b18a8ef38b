import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from '../../reading.ts';
import type { Plan } from './plan.ts';
import { planRoute } from './route.ts';

/** A repair is to be undone, while these VPNs are connected; their rows are not there any more. */
function planned(
  row: string,
  { then, now }: { readonly then?: readonly string[]; readonly now: readonly string[] },
): Promise<Plan> {
  const interfaces = ['lo0', 'utun2'].map((name) => ({ name, up: true, pointToPoint: false, addresses: [] }));
  const routing = {
    readTable: () => Promise.resolve(read({ rows: [], skipped: [] })),
    readInterfaces: () => Promise.resolve(read(interfaces)),
    restore: () => Promise.resolve({ kind: 'done' } as const),
  };
  const vpns = read(now.map((name) => ({ name, evidence: 'a test' })));
  const keeper = { observation: { vpns }, ledger: { leaveRoutes: () => undefined } };
  const undo = {
    network: '192.168.99.0/24',
    interface: 'vboxnet0',
    rows: [row],
    ...(then === undefined ? {} : { vpns: then }),
  };
  const entry = {
    id: 'a',
    at: '2026-01-01T00:00:00Z',
    state: 'done',
    kind: 'route',
    description: '',
    undo,
  } as const;
  return planRoute({ keeper, hands: { routing } }, { entry });
}

const refusing = '192.168.99.0/24 lo0 127.0.0.1 reject';

test('a row that refuses does not come back when the VPN of that time has left: nobody would take it away', async () => {
  const plan = await planned(refusing, { then: ['Cisco AnyConnect'], now: [] });
  assert.deepEqual(plan, { kind: 'nothing', text: 'Cisco AnyConnect is gone, and its rows with it' });
  const other = await planned(refusing, { then: ['Cisco AnyConnect'], now: ['OpenVPN'] });
  assert.equal(other.kind, 'nothing');
});

test('it comes back while that VPN is there, and when none was: then it was somebody else’s', async () => {
  for (const vpns of [{ then: ['OpenVPN'], now: ['OpenVPN'] }, { then: [], now: [] }, { now: [] }])
    assert.equal((await planned(refusing, vpns)).kind, 'act', JSON.stringify(vpns));
});

test('a row of a tunnel goes by its tunnel alone', async () => {
  const plan = await planned('192.168.99.0/24 utun2', { then: ['OpenVPN'], now: [] });
  assert.equal(plan.kind, 'act');
});
