import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { cidr } from '../../app/route/cidr.ts';
import { deliver } from './delivery.ts';
import { quad } from './interfaces.ts';
import { runRoute } from './run-route.ts';
import { Vpn } from './vpn.ts';
import { vpnKinds, type VpnKind } from './vpn-kinds.ts';
import { World } from './world.ts';

const guest = quad('192.168.99.100');

function mac(t: TestContext): { readonly world: World; readonly vpn: Vpn; readonly way: () => string } {
  const world = new World('14');
  const vpn = new Vpn(world);
  t.after(() => vpn.stop());
  world.addHostOnly(cidr(guest, 24));
  world.vms.set('default', {
    name: 'default',
    guestAddress: guest,
    adapter: 'vboxnet0',
    engineSocket: '/nowhere',
    sshPort: 1,
    logFolder: '/nowhere',
    state: 'running',
    natRules: [],
  });
  return { world, vpn, way: () => deliver(world, { address: guest, port: 2376 }).kind };
}

const expected: Record<VpnKind, readonly [whileUp: string, after: string]> = {
  plain: ['lost', 'lost'],
  restoring: ['lost', 'machine'],
  'route-lost': ['lost', 'lost'],
  'iron-fist': ['lost', 'lost'],
  'host-route': ['lost', 'machine'],
  halves: ['lost', 'machine'],
  covering: ['lost', 'lost'],
  'full-tunnel': ['machine', 'machine'],
  filtering: ['lost', 'machine'],
  unknown: ['lost', 'lost'],
  'lan-gateway': ['lost', 'lost'],
  'scoped-copy': ['lost', 'machine'],
  alternating: ['lost', 'lost'],
  refusing: ['unreachable', 'machine'],
};

for (const kind of vpnKinds) {
  test(`${kind}: packets to the machine while it is connected, and after`, (t) => {
    const { world, vpn, way } = mac(t);
    assert.equal(way(), 'machine');
    vpn.connect(kind);
    assert.equal(way(), expected[kind][0]);
    vpn.disconnect();
    assert.equal(way(), expected[kind][1]);
    assert.equal(world.interface('utun2'), undefined);
    assert.deepEqual(Object.keys(world.store), []);
  });
}

test('it deletes by prefix when it leaves, and so takes a repaired row along', (t) => {
  const { world, vpn, way } = mac(t);
  vpn.connect('plain');
  for (const line of ['delete -net 192.168.99.0/24', 'add -net 192.168.99.0/24 -interface vboxnet0'])
    runRoute(world, line.split(' '), { isRoot: true, pid: 1 });
  assert.equal(way(), 'machine');
  vpn.disconnect();
  assert.equal(way(), 'lost');
});

test('an iron fist takes each repaired route back within its time', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { world, vpn, way } = mac(t);
  vpn.connect('iron-fist');
  for (let repair = 1; repair <= 3; repair += 1) {
    for (const line of ['delete -net 192.168.99.0/24', 'add -net 192.168.99.0/24 -interface vboxnet0'])
      runRoute(world, line.split(' '), { isRoot: true, pid: 1 });
    assert.equal(way(), 'machine');
    t.mock.timers.tick(200);
    assert.equal(way(), 'lost');
    assert.equal(vpn.takenBack, repair);
  }
});

test('one that alternates takes another prefix each time', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { world, vpn, way } = mac(t);
  vpn.connect('alternating');
  const lengths = new Set<number | undefined>();
  for (let repair = 1; repair <= 3; repair += 1) {
    lengths.add(world.kernel.lookup(guest)?.destination.length);
    for (const { destination, flags, interface: on } of [...world.kernel.rows])
      if (on === 'utun2' && destination.length >= 24) world.deleteRow({ destination, flags, interface: on });
    runRoute(world, 'add -net 192.168.99.0/24 -interface vboxnet0'.split(' '), { isRoot: true, pid: 1 });
    assert.equal(way(), 'machine');
    t.mock.timers.tick(300);
    assert.equal(way(), 'lost');
  }
  assert.deepEqual([...lengths], [24, 25, 32]);
});

test('a client that is killed leaves its routes and its keys behind', (t) => {
  const { world, vpn, way } = mac(t);
  vpn.connect('plain');
  vpn.kill();
  assert.equal(vpn.connected, undefined);
  assert.equal(world.interface('utun2')?.address, undefined);
  assert.equal(Object.keys(world.store).length, 2);
  assert.equal(way(), 'unreachable');
});

test('Cisco is known by its key, an unknown VPN by none', (t) => {
  const { world, vpn } = mac(t);
  vpn.connect('plain');
  assert.equal(world.store['State:/Network/Service/com.cisco.anyconnect/IPv4']?.['InterfaceName'], 'utun2');
  vpn.connect('unknown');
  assert.deepEqual(Object.keys(world.store), []);
});

test('a filter that says no is unreachable, a machine that is off is lost', (t) => {
  const { world, way } = mac(t);
  world.filter = 'reject';
  assert.equal(way(), 'unreachable');
  world.filter = 'off';
  const vm = world.vms.get('default');
  assert.ok(vm);
  vm.state = 'off';
  assert.equal(way(), 'lost');
  assert.equal(deliver(world, { address: quad('192.168.99.1') + 4, port: 2376 }).kind, 'lost');
});
