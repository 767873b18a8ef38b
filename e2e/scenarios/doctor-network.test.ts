/** What VPNs and VirtualBox do to the way to a machine: found exactly, and mended where that is possible. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quad } from '../stage/interfaces.ts';
import type { VpnKind } from '../stage/vpn-kinds.ts';
import { age, findAndMend, inGuest, Names, openWard, wrong, type Ward } from './doctor-stage.ts';

let ward: Ward;
const names = new Names();
before(async () => {
  ward = await openWard({ nodeFlags: names.nodeFlags });
  await ward.client.fix({ dryRun: false, restartEngine: false });
});
after(async () => {
  await ward[Symbol.asyncDispose]();
  names[Symbol.dispose]();
});

/** What a message means first, and whether this Mac shows it now. */
async function explained(message: string): Promise<string> {
  const [first] = (await ward.client.explain({ text: message })).matches;
  return `${first?.id ?? 'none'} ${first?.now ?? ''}`;
}
const timeout = 'dial tcp 192.168.99.100:2376: i/o timeout';

test('GUEST_TIMEOUT_VPN is mended; the overlap, the small packets and a new machine are remarks', async () => {
  ward.stage.vpn.connect('plain');
  assert.deepEqual(await ward.remarks(), ['SUBNET_OVERLAP', 'MTU']);
  assert.equal(await explained(timeout), 'GUEST_TIMEOUT_VPN yes');
  const key = ward.stage.machine('default').made.machine.ssh.keyPath;
  age(key, 0.1);
  assert.deepEqual(await ward.remarks(), ['SUBNET_OVERLAP', 'CREATE_UNREACHABLE', 'MTU']);
  const { after } = await findAndMend(ward, ['GUEST_TIMEOUT_VPN']);
  assert.ok(!after.findings.some(({ id }) => id === 'CREATE_UNREACHABLE'));
  age(key, 48);
  ward.stage.vpn.disconnect();
  await ward.mend();
  assert.deepEqual(await ward.look(), []);
  assert.equal(await explained(timeout), 'GUEST_TIMEOUT_VPN no');
});

test('ROUTES_GONE_AFTER_VPN is mended', async () => {
  ward.stage.vpn.connect('route-lost');
  ward.stage.vpn.disconnect();
  assert.deepEqual(await ward.look(), ['ROUTES_GONE_AFTER_VPN']);
  assert.equal(await explained(timeout), 'ROUTES_GONE_AFTER_VPN yes');
  await findAndMend(ward, ['ROUTES_GONE_AFTER_VPN']);
});

test('VPN_PF_BLOCK is named; Docker goes over the forward, and the filter is left alone', async () => {
  ward.stage.vpn.connect('filtering');
  assert.deepEqual(await ward.look(), ['VPN_PF_BLOCK']);
  assert.equal(await explained(timeout), 'VPN_PF_BLOCK yes');
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

test('NATPF_NAME, NATPF_PORT, NATPF_OPEN: of rules in the way ours are made anew, and others only named', async () => {
  const { vm } = ward.stage.machine('default');
  const own = (): (typeof vm.natRules)[number] => {
    const rule = vm.natRules.find(({ name }) => name === 'fairlead-docker');
    assert.ok(rule);
    return rule;
  };
  const set = (change: () => void): void => ward.stage.world.change('', change);
  set(() => vm.natRules.push({ ...own(), name: 'dockerdaemon', hostPort: 41_080, guestPort: 80 }));
  assert.deepEqual(await ward.look(), ['NATPF_NAME']);
  assert.deepEqual(wrong((await ward.mend()).after), ['NATPF_NAME']);
  set(() =>
    vm.natRules.splice(
      vm.natRules.findIndex(({ name }) => name === 'dockerdaemon'),
      1,
    ),
  );

  set(() => vm.natRules.push({ ...own(), name: 'open', hostPort: 41_081, hostIp: '' }));
  assert.deepEqual(await ward.look(), ['NATPF_OPEN']);
  set(() =>
    vm.natRules.splice(
      vm.natRules.findIndex(({ name }) => name === 'open'),
      1,
    ),
  );

  set(() => Object.assign(own(), { guestPort: 80 }));
  await findAndMend(ward, ['NATPF_NAME']);
  assert.equal(own().guestPort, 2376);

  const { hostPort } = own();
  set(() => vm.natRules.push({ ...own(), name: 'mine' }));
  await findAndMend(ward, ['NATPF_PORT']);
  assert.deepEqual(
    vm.natRules.filter((rule) => rule.hostPort === hostPort).map(({ name }) => name),
    ['mine'],
    'the rule of somebody else stays',
  );
  set(() =>
    vm.natRules.splice(
      vm.natRules.findIndex(({ name }) => name === 'mine'),
      1,
    ),
  );
  await ward.mend();
  assert.deepEqual(await ward.look(), []);
});

test('VPN_REDELETES: a route that was taken back is not fought for; Docker goes over the forward', async () => {
  ward.stage.vpn.connect('iron-fist');
  const { after: now } = await ward.mend();
  assert.deepEqual(wrong(now), ['VPN_REDELETES']);
  assert.equal((await ward.client.status({})).machines[0]?.path, 'forward');
  ward.stage.vpn.disconnect();
  await ward.mend();
  assert.deepEqual(await ward.look(), []);
});

test('VPN_DROPS_ON_VM_START is a remark when a VPN went and came as an adapter appeared', async () => {
  const { world, vpn } = ward.stage;
  vpn.connect('full-tunnel');
  await ward.client.look({});
  const other = world.change('', () => world.addHostOnly({ address: quad('192.168.57.0'), length: 24 }));
  await ward.client.look({});
  vpn.disconnect();
  await ward.client.look({});
  vpn.connect('full-tunnel');
  assert.ok((await ward.remarks()).includes('VPN_DROPS_ON_VM_START'));
  vpn.disconnect();
  world.change('', () => world.removeInterface(other.name));
});

test('RANGE_DENIED: the address VirtualBox refuses is named, with what root may type', async () => {
  const { world } = ward.stage;
  const own = world.interface('vboxnet0');
  assert.ok(own);
  const { address: _lost, ...bare } = own;
  world.change('', () => {
    world.vboxRangeRule = true;
    world.putInterface(bare);
  });
  const { after: now } = await ward.mend();
  // With no adapter up it is asked for VirtualBox's device, which only a Mac has.
  assert.deepEqual(
    wrong(now).filter((id) => id !== 'ADAPTER_INVISIBLE'),
    ['RANGE_DENIED'],
  );
  const [remedy] = now.findings.find(({ id }) => id === 'RANGE_DENIED')?.remedies ?? [];
  assert.deepEqual([remedy?.needsRoot, remedy?.command?.includes('/etc/vbox/networks.conf')], [true, true]);
  world.vboxRangeRule = false;
  assert.deepEqual(wrong((await ward.mend()).after), []);
});

test('DNS_IN_VM and DNS_BRIDGE_BLOCKED by whom the machine asks; PULSE_HOSTS_EDIT', async () => {
  const machine = ward.stage.machine('default');
  const asks = (resolver: string): void => {
    inGuest(
      machine,
      'awk',
      `case "$*" in *resolv.conf*) echo ${resolver} ;; *) exec /usr/bin/awk "$@" ;; esac`,
    );
  };
  names.set('registry-1.docker.io', 'known');
  for (const program of ['nslookup', 'getent']) inGuest(machine, program, 'exit 1');
  ward.stage.vpn.connect('full-tunnel');
  asks('10.0.2.3');
  assert.deepEqual(await ward.look(), ['DNS_IN_VM']);
  asks('192.168.64.1');
  assert.deepEqual(await ward.look(), ['DNS_BRIDGE_BLOCKED']);
  for (const program of ['nslookup', 'getent']) inGuest(machine, program, 'echo 192.0.2.1');
  assert.deepEqual(await ward.look(), []);
  ward.stage.vpn.disconnect();
  names.set('registry-1.docker.io', 'as-it-is');

  names.set('localhost', 'gone');
  assert.deepEqual(await ward.look(), ['PULSE_HOSTS_EDIT']);
  names.set('localhost', 'as-it-is');
  assert.deepEqual(await ward.look(), []);
});

test('PORT_BUSY: a forward whose port another program took is moved', async () => {
  const machine = ward.stage.machine('default');
  const port = (): number =>
    machine.vm.natRules.find(({ name }) => name === 'fairlead-docker')?.hostPort ?? 0;
  const before = port();
  await machine.powerOff();
  await ward.stage.holdPort(before, 'docker-proxy');
  await machine.powerOn();
  // Nobody misses the forward as long as the machine answers at its address.
  ward.stage.vpn.connect('filtering');
  assert.deepEqual(await ward.look(), ['PORT_BUSY']);
  assert.deepEqual(wrong((await ward.mend()).after), ['VPN_PF_BLOCK']);
  assert.equal((await ward.client.status({})).machines[0]?.path, 'forward');
  assert.notEqual(port(), before);
});
