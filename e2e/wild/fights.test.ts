import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WildMac } from './mac.ts';
import { untruths } from './truth.ts';
import { ownRows, WildVpn, type VpnPlan } from './vpn.ts';

const tenMinutesMs = 600_000;

const fist: VpnPlan = {
  unit: 4,
  takes: ['same'],
  via: 'tunnel',
  deletes: true,
  leavesScoped: false,
  retakesMs: 150,
  restores: false,
  leavesStale: false,
  isNamed: true,
  address: '10.20.0.7',
};

const fights: readonly (readonly [name: string, plan: Partial<VpnPlan>])[] = [
  ['takes the route back at once', { retakesMs: 0 }],
  ['takes the route back after five seconds', { retakesMs: 5000 }],
  ['takes the route back whenever the fight seems to be over', { retakesMs: 31_000 }],
  ['takes another prefix each time', { takes: ['same', 'halves', 'guests'], retakesMs: 900 }],
  ['sends the network to the gateway of the local network', { via: 'lan', retakesMs: 2000 }],
  ['drops and connects anew after each repair', { retakesMs: 400, reconnectsMs: 3000 }],
  ['takes half a minute to connect anew', { retakesMs: 4000, reconnectsMs: 30_000 }],
  ['has no name', { isNamed: false, retakesMs: 20_000 }],
];

for (const [name, more] of fights)
  test(`a VPN that ${name}: the fight ends, Docker is carried, and the route comes back`, async () => {
    const mac = await WildMac.start({ version: '10.15', machines: 1 });
    const vpn = new WildVpn({ world: mac.world, clock: mac.clock, plan: { ...fist, ...more } });
    const before = { ...mac.calls };
    vpn.connect();
    await mac.clock.pass(tenMinutesMs);
    const given = mac.calls.sudo;
    // Six repairs of a slow fight, of two or three commands each.
    assert.ok(given - before.sudo <= 18, `${given - before.sudo} calls of sudo`);
    await mac.clock.pass(tenMinutesMs);
    assert.equal(mac.calls.sudo, given, 'and for the rest of the day none');
    assert.equal(mac.calls.vboxChanges, before.vboxChanges);
    assert.ok(mac.calls.netstat - before.netstat <= 150, `${mac.calls.netstat - before.netstat} tables read`);
    assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'forward');
    vpn.disconnect();
    await mac.clock.pass(1500);
    assert.equal(mac.keeper.snapshot.machines[0].path, 'direct');
    assert.deepEqual(mac.keeper.snapshot.advisories, []);
    await mac.stop();
  });

test('a VPN that takes the route back every five minutes is left alone within two hours, for the rest of the day', async () => {
  const mac = await WildMac.start({ version: '14', machines: 1 });
  const vpn = new WildVpn({ world: mac.world, clock: mac.clock, plan: { ...fist, retakesMs: 300_000 } });
  vpn.connect();
  await mac.clock.pass(2 * 3_600_000);
  const given = mac.calls.sudo;
  assert.ok(given <= 30, `${given} calls of sudo`);
  await mac.clock.pass(3_600_000);
  assert.equal(mac.calls.sudo, given);
  assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'forward');
  vpn.disconnect();
  await mac.clock.pass(1500);
  assert.equal(mac.keeper.snapshot.machines[0].path, 'direct');
  await mac.stop();
});

test('where no VPN is up, nobody is said to take the route back, nor to disconnect', async () => {
  const mac = await WildMac.start({ version: '12', machines: 1 });
  const own = ownRows(mac.world);
  for (let time = 0; time < 20; time += 1) {
    mac.world.change('', () => {
      for (const row of own) if (mac.world.kernel.find(row) !== undefined) mac.world.deleteRow(row);
    });
    await mac.clock.pass(20_000);
  }
  const said = mac.keeper.snapshot?.advisories.find(({ code }) => code === 'vpn-takes-routes-back')?.sentence;
  assert.match(
    said ?? '',
    /is taken away each time it was put back, so Fairlead leaves it alone for a while/,
  );
  assert.ok(mac.calls.sudo <= 10, `${mac.calls.sudo} calls of sudo`);
  await mac.stop();
});

test('a netstat that hangs keeps Docker from the forward for a moment, not for each of its time limits', async () => {
  const mac = await WildMac.start({ version: '14', machines: 1 });
  mac.faults.netstat = 'hangs';
  mac.keeper.poke('a test');
  await mac.clock.pass(10_000);
  const vpn = new WildVpn({ world: mac.world, clock: mac.clock, plan: { ...fist, retakesMs: undefined } });
  vpn.connect();
  await mac.clock.pass(1000);
  assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'forward');
  mac.faults.netstat = 'whole';
  await mac.clock.pass(15_000);
  assert.equal(mac.keeper.snapshot.machines[0].path, 'direct');
  await mac.stop();
});

test('a VPN that flaps every few seconds costs a bounded number of repairs', async () => {
  const mac = await WildMac.start({ version: '14', machines: 1 });
  const plan = { ...fist, retakesMs: undefined };
  const vpn = new WildVpn({ world: mac.world, clock: mac.clock, plan });
  for (let ms = 0; ms < tenMinutesMs; ms += 5000) {
    if (vpn.connected) vpn.disconnect();
    else vpn.connect();
    await mac.clock.pass(5000);
  }
  // Thirty repairs in ten minutes, of two commands each: ten while it is up, twenty while it is not.
  assert.ok(mac.calls.sudo <= 65, `${mac.calls.sudo} calls of sudo in ten minutes`);
  vpn.disconnect();
  await mac.clock.pass(660_000);
  assert.deepEqual(untruths({ mac, vpns: [vpn], hasRefused: false }), []);
  assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'direct', 'the route is back when it has been quiet');
  await mac.stop();
});

for (const word of ['delete', 'add'])
  test(`a "route ${word}" that hangs is not laid at the door of the VPN`, async () => {
    const mac = await WildMac.start({ version: '14', machines: 1 });
    mac.faults.hangingRoute = word;
    mac.faults.vboxError = 'busy';
    const vpn = new WildVpn({ world: mac.world, clock: mac.clock, plan: { ...fist, retakesMs: undefined } });
    const before = mac.calls.sudo;
    vpn.connect();
    await mac.clock.pass(120_000);
    const said = mac.keeper.snapshot?.advisories ?? [];
    assert.deepEqual(
      said.map(({ code }) => code).filter((code) => code.startsWith('vpn-') || code.endsWith('by-entry')),
      ['route-blocked-by-entry'],
    );
    assert.match(said.map(({ sentence }) => sentence).join(), /did not answer within/);
    assert.ok(mac.calls.sudo - before <= 24, `${mac.calls.sudo - before} calls of sudo`);
    assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'forward');
    mac.faults.hangingRoute = undefined;
    await mac.clock.pass(tenMinutesMs + 60_000);
    assert.equal(mac.keeper.snapshot.machines[0].path, 'direct', 'it is tried again');
    assert.deepEqual(mac.unexpected, []);
    mac.faults.vboxError = undefined;
    await mac.stop();
  });

test('a VPN that takes the route away every few seconds is not fought by giving the adapter its address either', async () => {
  const mac = await WildMac.start({ version: '14', machines: 1 });
  mac.faults.sudo = 'sudo: a password is required';
  const vpn = new WildVpn({
    world: mac.world,
    clock: mac.clock,
    plan: { ...fist, takes: ['beside'], retakesMs: 20_000 },
  });
  const before = mac.calls.vboxChanges;
  vpn.connect();
  await mac.clock.pass(80 * 60_000);
  const given = mac.calls.vboxChanges;
  assert.ok(given - before <= 13, `${given - before} times`);
  await mac.clock.pass(30 * 60_000);
  assert.equal(mac.calls.vboxChanges, given, 'and for the rest of the day none');
  assert.equal(mac.keeper.snapshot?.machines[0]?.path, 'forward');
  vpn.disconnect();
  await mac.clock.pass(tenMinutesMs);
  assert.equal(mac.keeper.snapshot.machines[0].path, 'direct');
  await mac.stop();
});
