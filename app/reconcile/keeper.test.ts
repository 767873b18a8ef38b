import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unreadable } from '../reading.ts';
import { parsed } from '../testing/memory-kernel.ts';
import { vboxVm } from '../testing/vbox-world.ts';
import { gate, keptMac, network } from '../testing/kept-mac.ts';

test('the forward is armed while all is well; a hijack is carried at once and repaired after quiet', async (t) => {
  const world = await keptMac(t);
  assert.deepEqual(world.changes, ['add NAT rule fairlead-docker 127.0.0.1:2376 -> 2376']);
  assert.equal(world.shown().state, 'ok');
  assert.equal(world.only().path, 'direct');

  world.connect();
  await world.clock.pass(200);
  assert.equal(world.only().path, 'forward');
  assert.equal(world.only().dockerHost, 'tcp://localhost:2376');
  assert.match(world.shown().sentence, /over localhost because Cisco AnyConnect took 192\.168\.99\.0\/24/);
  assert.equal(world.routing.repairs.length, 0, 'a route waits for quiet');

  await world.clock.pass(2000);
  assert.equal(world.routing.repairs.length, 1);
  assert.equal(world.only().path, 'direct');
  assert.deepEqual(world.codes(), []);
});

test('a look that began before a step ended may have seen the world from before, and starts nothing', async (t) => {
  const { clock, engine, hypervisor, keeper, changes, only } = await keptMac(t, { started: false });
  const step = gate();
  const look = gate();
  const add = hypervisor.addNatRule.bind(hypervisor);
  t.mock.method(hypervisor, 'addNatRule', (...rule: Parameters<typeof add>) =>
    step.passed.then(() => add(...rule)),
  );
  void keeper.start();
  await clock.pass(100);
  assert.equal(changes.length, 1, 'the forward is being added');

  const probe = engine.probe.bind(engine);
  t.mock.method(engine, 'probe', (...dial: Parameters<typeof probe>) =>
    look.passed.then(() => probe(...dial)),
  );
  keeper.poke('a look that takes long');
  await clock.pass(100);
  step.open();
  await clock.pass(0);
  look.open();
  await clock.pass(2000);
  assert.equal(changes.length, 1, changes.join('; '));
  assert.equal(only().path, 'direct');
});

test('a machine that no hypervisor can be asked about works, or is silent; VirtualBox is no matter', async (t) => {
  const world = await keptMac(t, { driver: 'hyperkit' });
  assert.deepEqual([world.shown().state, world.codes()], ['ok', []]);
  assert.equal(world.only().state, 'unknown');

  world.engine.isFiltered = true;
  world.keeper.poke('a test');
  await world.clock.pass(3000);
  assert.deepEqual([world.shown().state, world.codes()], ['off', ['machine-silent']]);
  assert.match(world.shown().sentence, /whether it runs cannot be known.*hyperkit/);
  assert.deepEqual(world.changes, []);

  world.engine.isFiltered = false;
  world.connect();
  await world.clock.pass(3000);
  assert.equal(world.routing.repairs.length, 1, 'its network is repaired as any other');
  assert.deepEqual([world.shown().state, world.only().path], ['ok', 'direct']);
});

test('a route that is lost when the VPN leaves comes back within 1.5 s', async (t) => {
  const world = await keptMac(t, { settings: { 'route.repair': 'auto' } });
  world.routing.refusal = 'sudo: a password is required';
  world.connect();
  await world.clock.pass(5000);
  assert.equal(world.only().path, 'forward');
  assert.ok(world.codes().includes('no-permission'));
  world.routing.refusal = undefined;
  world.keeper.ledger.forget();
  world.disconnect();
  await world.clock.pass(1500);
  assert.equal(world.only().route.kind, 'own');
  assert.equal(world.only().path, 'direct');
});

test('a fight ends after three repairs, is remembered, and begins anew when a person says fix', async (t) => {
  const world = await keptMac(t);
  world.connect();
  world.routing.kernel.watcher = () => {
    world.routing.kernel.put(network, 'utun0');
  };
  await world.clock.pass(60_000);
  assert.equal(world.routing.repairs.length, 3);
  assert.ok(world.codes().includes('vpn-takes-routes-back'));
  assert.equal(world.only().path, 'forward');

  world.routing.kernel.watcher = undefined;
  world.disconnect();
  await world.clock.pass(5000);
  world.connect();
  await world.clock.pass(10_000);
  const before = world.routing.repairs.length;
  assert.equal(world.only().path, 'forward', 'the VPN is known by its name');
  const fixed = world.keeper.settle(['default'], 60_000);
  await world.clock.pass(10_000);
  await fixed;
  assert.equal(world.routing.repairs.length, before + 1);
  assert.equal(world.only().path, 'direct');
});

test('what cannot be read is never a reason to act', async (t) => {
  const world = await keptMac(t);
  world.routing.blindness = 'netstat printed half a table';
  world.connect();
  await world.clock.pass(60_000);
  assert.equal(world.routing.repairs.length, 0);
  assert.equal(world.changes.length, 1, 'the forward that was there from the start');
  assert.ok(world.codes().includes('world-unreadable'));
});

test('a kernel that does not say its route is told of, and asked again within seconds', async (t) => {
  const world = await keptMac(t);
  const deaf = t.mock.method(world.routing, 'readAnswer', () =>
    Promise.resolve(unreadable('route printed nothing')),
  );
  world.connect();
  await world.clock.pass(7000);
  const [told] = world.shown().advisories;
  assert.equal(
    told?.sentence,
    "The kernel's route to 192.168.99.100 cannot be read, so nothing is changed: route printed nothing.",
  );
  deaf.mock.restore();
  await world.clock.pass(15_000);
  assert.deepEqual([world.only().route.kind, world.codes()], ['own', []]);
});

test('a table that cannot be read takes nobody’s Docker away', async (t) => {
  const world = await keptMac(t, { settings: { 'forward.arm': false } });
  world.routing.blindness = 'netstat printed half a table';
  await world.clock.pass(70_000);
  assert.equal(world.only().path, 'direct');
  assert.deepEqual(world.codes(), ['world-unreadable']);
});

test('machines of one network do not put its route back at the same time', async (t) => {
  const world = await keptMac(t, { machines: ['one', 'two', 'three', 'four'] });
  const repair = world.routing.repair.bind(world.routing);
  let atOnce = 0;
  let most = 0;
  t.mock.method(world.routing, 'repair', async (...request: Parameters<typeof repair>) => {
    most = Math.max(most, (atOnce += 1));
    await new Promise<void>((resolve) => world.clock.after(30, resolve));
    atOnce -= 1;
    return repair(...request);
  });
  world.connect();
  await world.clock.pass(10_000);
  assert.equal(most, 1);
  assert.equal(world.routing.repairs.length, 1, 'the first repair was for all of them');
  assert.deepEqual(new Set(world.shown().machines.map(({ path }) => path)), new Set(['direct']));
});

test('a host route for each of four machines is no fight', async (t) => {
  const world = await keptMac(t, { machines: ['one', 'two', 'three', 'four'] });
  world.connect(() => {
    for (const { guestIp = '' } of world.machines) world.routing.kernel.put(parsed(`${guestIp}/32`), 'utun0');
  });
  await world.clock.pass(10_000);
  assert.equal(world.routing.repairs.length, 4);
  assert.deepEqual(world.codes(), []);
});

test('five thousand route changes cost a bounded number of looks', async (t) => {
  const world = await keptMac(t);
  world.connect();
  const before = world.engine.probes.length;
  for (let count = 0; count < 5000; count += 1) {
    world.routing.kernel.put(parsed(`10.${count % 250}.0.0/16`), 'utun0');
    if (count % 50 === 0) await world.clock.pass(10);
  }
  // One second of a burst, two probes a look, a look every 100 ms and one more for the background.
  assert.ok(world.engine.probes.length - before < 100, `${world.engine.probes.length - before} probes`);
  await world.clock.pass(10_000);
  assert.equal(world.only().path, 'direct');
});

test('a full tunnel that leaves the network alone is no news', async (t) => {
  const world = await keptMac(t);
  const changes = world.changes.length;
  world.connect(() => {
    world.routing.kernel.put(parsed('0.0.0.0/1'), 'utun0');
    world.routing.kernel.put(parsed('128.0.0.0/1'), 'utun0');
  });
  await world.clock.pass(30_000);
  assert.equal(world.shown().state, 'ok');
  assert.deepEqual(world.codes(), []);
  assert.equal(world.changes.length, changes);
});

test('a stranger behind the tunnel is recognised and never called Docker', async (t) => {
  const world = await keptMac(t, { settings: { 'route.repair': 'off', 'forward.arm': false } });
  world.vbox.vms.set('default', vboxVm({ nic1: 'bridged', rules: [] }));
  world.engine.strangers.add('192.168.99.100');
  world.connect();
  await world.clock.pass(5000);
  assert.equal(world.only().path, 'none');
  assert.ok(world.codes().includes('stranger-at-guest-address'));
  assert.ok(world.engine.probes.filter(({ host }) => host === '192.168.99.100').length < 20);
});

test('a local network with the same addresses keeps its route; the forward carries Docker', async (t) => {
  const world = await keptMac(t);
  world.routing.kernel.addInterface('en0', '192.168.99.50/24');
  await world.clock.pass(20_000);
  assert.equal(world.routing.repairs.length, 0);
  assert.equal(world.only().path, 'forward');
  assert.ok(world.codes().includes('subnet-on-lan'), world.codes().join(' '));
});

test('a VPN that comes and goes all day never leaves a lost route behind', async (t) => {
  const world = await keptMac(t);
  for (let day = 0; day < 12; day += 1) {
    world.connect();
    await world.clock.pass(40_000);
    world.disconnect();
    await world.clock.pass(2000);
    assert.equal(world.only().path, 'direct', `after ${day + 1} times`);
  }
});

test('packets that are dropped on a right route are told apart from a hijack', async (t) => {
  const world = await keptMac(t);
  world.engine.isFiltered = true;
  world.connect(() => undefined);
  await world.clock.pass(20_000);
  assert.equal(world.only().path, 'forward');
  const said = world.shown().advisories.find(({ code }) => code === 'packets-filtered')?.sentence;
  // The guest could not be asked in this world, so it may have moved.
  assert.match(said ?? '', /packet filter drops it, or the machine has another address by now/);
  assert.equal(world.routing.repairs.length, 0);
});

test('with repairing switched off nothing is changed until a person asks', async (t) => {
  const world = await keptMac(t, { settings: { autoRepair: false } });
  world.connect();
  await world.clock.pass(60_000);
  assert.deepEqual(world.changes, []);
  const fixed = world.keeper.settle(['default'], 60_000);
  await world.clock.pass(10_000);
  assert.deepEqual(
    (await fixed).map(({ does }) => does),
    ['add-forward', 'repair-route'],
  );
  assert.equal(world.only().path, 'direct');
});

test('a clock that jumps makes everything be read anew, and nothing be done', async (t) => {
  const world = await keptMac(t);
  const changes = world.changes.length;
  world.clock.jump(3_600_000);
  await world.clock.pass(60_000);
  assert.equal(world.changes.length, changes);
  assert.equal(world.shown().state, 'ok');
});
