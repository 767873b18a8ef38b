import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import { makeObstacle } from './make-obstacle.ts';

const vpn = { name: 'Example VPN' } as Snapshot['vpns'][number];
const virtualBox = { virtualBox: true };

function machine(
  name: string,
  kind: MachineView['route']['kind'],
  more: Partial<MachineView> = {},
): MachineView {
  const known = { name, driver: 'virtualbox', state: 'running', network: '192.168.99.0/24', route: { kind } };
  return { ...known, ...more } as MachineView;
}

test('a connected VPN keeps a new machine from its route, whatever the driver', () => {
  for (const driver of [true, false]) {
    const found = makeObstacle({ vpns: [vpn], machines: [] }, { virtualBox: driver });
    assert.equal(found?.code, 'vpn-connected');
    assert.match(found.sentence, /^Example VPN is connected/);
  }
});

test('so does a route that is away while VMs run on the network; they are named', () => {
  for (const kind of ['lost', 'taken'] as const) {
    const machines = [
      machine('default', kind),
      machine('work', kind),
      machine('off', 'lost', { state: 'off' }),
    ];
    const found = makeObstacle({ vpns: [], machines }, virtualBox);
    assert.equal(found?.code, 'route-away');
    assert.match(found.sentence, /192\.168\.99\.0\/24 is away.*while default and work run there/);
    assert.match(found.next, /fairlead fix.*fairlead stop default work$/);
  }
});

test('nothing does where the route is right, no VM runs yet, or another driver makes the machine', () => {
  const away = [machine('default', 'lost')];
  assert.equal(makeObstacle({ vpns: [], machines: [] }, virtualBox), undefined);
  assert.equal(makeObstacle({ vpns: [], machines: [machine('default', 'own')] }, virtualBox), undefined);
  assert.equal(
    makeObstacle({ vpns: [], machines: [machine('a', 'lost', { state: 'off' })] }, virtualBox),
    undefined,
  );
  assert.equal(
    makeObstacle({ vpns: [], machines: [machine('a', 'lost', { driver: 'generic' })] }, virtualBox),
    undefined,
  );
  assert.equal(makeObstacle({ vpns: [], machines: away }, { virtualBox: false }), undefined);
});
