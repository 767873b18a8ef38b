/** What VPNs and VirtualBox do to the way to a machine: found exactly, and mended where that is possible. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quad } from '../stage/interfaces.ts';
import type { VpnKind } from '../stage/vpn-kinds.ts';
import { age, findAndMend, openWard, wrong, type Ward } from './doctor-stage.ts';

let ward: Ward;
before(async () => {
  ward = await openWard();
  await ward.client.fix({ dryRun: false, restartEngine: false });
});
after(() => ward[Symbol.asyncDispose]());

test('GUEST_TIMEOUT_VPN is mended; the overlap, the small packets and a new machine are remarks', async () => {
  ward.stage.vpn.connect('plain');
  assert.deepEqual(await ward.remarks(), ['SUBNET_OVERLAP', 'MTU']);
  const key = ward.stage.machine('default').made.machine.ssh.keyPath;
  age(key, 0.1);
  assert.deepEqual(await ward.remarks(), ['SUBNET_OVERLAP', 'CREATE_UNREACHABLE', 'MTU']);
  const { after } = await findAndMend(ward, ['GUEST_TIMEOUT_VPN']);
  assert.ok(!after.findings.some(({ id }) => id === 'CREATE_UNREACHABLE'));
  age(key, 48);
  ward.stage.vpn.disconnect();
  await ward.mend();
  assert.deepEqual(await ward.look(), []);
});

test('ROUTES_GONE_AFTER_VPN is mended', async () => {
  ward.stage.vpn.connect('route-lost');
  ward.stage.vpn.disconnect();
  await findAndMend(ward, ['ROUTES_GONE_AFTER_VPN']);
});

test('VPN_PF_BLOCK is named; Docker goes over the forward, and the filter is left alone', async () => {
  ward.stage.vpn.connect('filtering');
  assert.deepEqual(await ward.look(), ['VPN_PF_BLOCK']);
  const { after: now } = await ward.mend();
  assert.deepEqual(wrong(now), ['VPN_PF_BLOCK']);
  assert.equal((await ward.client.status({})).machines[0]?.path, 'forward');
  ward.stage.vpn.disconnect();
  assert.deepEqual(await ward.look(), []);
});

test('TLS_DIAL_TIMEOUT: a filter where no VPN is up; Docker goes over the forward', async () => {
  ward.stage.filter('drop');
  assert.deepEqual(await ward.look(), ['TLS_DIAL_TIMEOUT']);
  const { mended } = await ward.mend();
  assert.deepEqual(
    mended.map(({ ok }) => ok),
    [true],
  );
  assert.equal((await ward.client.status({})).machines[0]?.path, 'forward');
  // One that says no is told apart: that is what macOS does without its permission.
  ward.stage.filter('reject');
  assert.deepEqual(await ward.look(), ['LOCAL_NETWORK_PRIVACY']);
  ward.stage.filter('off');
  assert.deepEqual(await ward.look(), []);
});

test('fairlead vpn says which networks are taken and covered, also of an adapter without a machine', async () => {
  const { world, vpn } = ward.stage;
  const other = world.change('', () => world.addHostOnly({ address: quad('192.168.57.0'), length: 24 }));
  const overlaps = async (kind: VpnKind): Promise<readonly string[]> => {
    vpn.connect(kind);
    await ward.client.look({});
    const { overlaps: found, vpns } = await ward.client.vpn({});
    assert.equal(vpns.length, 1, kind);
    vpn.disconnect();
    await ward.client.fix({ dryRun: false, restartEngine: false });
    return found.map(
      ({ how, network, theirs, machines }) => `${how} ${network} by ${theirs} ${machines.length}`,
    );
  };
  assert.deepEqual(await overlaps('halves'), [
    'takes 192.168.99.0/24 by 192.168.99.0/25 1',
    'takes 192.168.99.0/24 by 192.168.99.128/25 1',
  ]);
  assert.deepEqual(await overlaps('covering'), [
    'covers 192.168.99.0/24 by 192.168.0.0/16 1',
    'covers 192.168.57.0/24 by 192.168.0.0/16 0',
  ]);
  assert.deepEqual(await overlaps('full-tunnel'), []);
  // A route by way of the router, which no tunnel shows.
  assert.deepEqual(await overlaps('lan-gateway'), ['takes 192.168.99.0/24 by 192.168.99.0/24 1']);
  world.change('', () => world.removeInterface(other.name));
});

test('WRONG_VBOXNET: a route to another adapter is led back', async () => {
  const { world } = ward.stage;
  const destination = { address: quad('192.168.99.0'), length: 24 };
  const other = world.change('', () => world.addHostOnly({ address: quad('192.168.57.0'), length: 24 }));
  world.change('', () => {
    const own = world.kernel.lookup(ward.stage.machine('default').vm.guestAddress);
    assert.ok(own);
    world.deleteRow(own);
    world.addRow({ destination, gateway: `link#${other.index}`, flags: 'UCS', interface: other.name });
  });
  await findAndMend(ward, ['WRONG_VBOXNET']);
  world.change('', () => world.removeInterface(other.name));
});

test('DUP_ADAPTER, CIDR_COLLISION, DHCP_MISMATCH are named, each alone', async () => {
  const { world } = ward.stage;
  const own = world.interface('vboxnet0');
  assert.ok(own);
  world.change('', () => world.putInterface({ ...own, name: 'vboxnet7', index: 41 }));
  assert.deepEqual(await ward.look(), ['DUP_ADAPTER']);
  world.change('', () => world.removeInterface('vboxnet7'));

  const address = { address: quad('192.168.99.77'), length: 32 };
  world.change('', () =>
    world.putInterface({ name: 'en7', index: 42, kind: 'ethernet', up: true, mtu: 1500, address }),
  );
  assert.deepEqual(await ward.look(), ['CIDR_COLLISION']);
  world.change('', () => world.removeInterface('en7'));

  world.change('', () => {
    world.dhcp = false;
  });
  assert.deepEqual(await ward.look(), ['DHCP_MISMATCH']);
  world.change('', () => {
    world.dhcp = true;
  });
  assert.deepEqual(await ward.look(), []);
});

test('VBOX7_HOSTONLY is a remark while Docker is reachable', async () => {
  const { world } = ward.stage;
  world.change('', () => {
    world.vboxVersion = '7.0.8r156879';
  });
  assert.ok((await ward.remarks()).includes('VBOX7_HOSTONLY'));
  world.change('', () => {
    world.vboxVersion = '6.1.26r145957';
  });
});

test('NATPF_NAME and NATPF_PORT: rules that stand in the way are named', async () => {
  const { vm } = ward.stage.machine('default');
  const rules = [...vm.natRules];
  const ours = rules.find(({ name }) => name === 'fairlead-docker');
  assert.ok(ours);
  const set = (change: () => void): void => ward.stage.world.change('', change);
  set(() => vm.natRules.push({ ...ours, name: 'dockerdaemon', hostPort: 41_080, guestPort: 80 }));
  assert.ok((await ward.look()).includes('NATPF_NAME'));
  set(() => vm.natRules.splice(0, vm.natRules.length, ...rules, { ...ours, name: 'mine', hostIp: '' }));
  assert.ok((await ward.look()).includes('NATPF_PORT'));
  set(() => vm.natRules.splice(0, vm.natRules.length, ...rules));
  assert.deepEqual(await ward.look(), []);
});
