import assert from 'node:assert/strict';
import { test } from 'node:test';
import { servedBy } from '../testing/memory-engine.ts';
import { keptMac } from '../testing/kept-mac.ts';

test('a VirtualBox that fails takes no forward away that carries Docker', async (t) => {
  const world = await keptMac(t);
  world.routing.refusal = 'sudo: a password is required';
  world.connect();
  await world.clock.pass(5000);
  world.hypervisor.outage = 'VBoxManage is being updated';
  await world.clock.pass(130_000);
  assert.equal(world.only().state, 'unknown');
  assert.deepEqual([world.only().path, world.only().dockerHost], ['forward', 'tcp://localhost:2376']);
});

test('a taken port is passed over, and its holder named', async (t) => {
  const world = await keptMac(t, { settings: { 'forward.arm': false } });
  world.held.set(2376, 'node (pid 7)');
  world.routing.refusal = 'sudo: a password is required';
  world.connect();
  await world.clock.pass(5000);
  assert.equal(world.only().forward.address, '127.0.0.1:2377');
  assert.ok(
    world.keeper.timeline.lines.some(({ text }) => text.includes('port 2376 is held by node (pid 7)')),
  );
});

test('a program at the port of our forward that closes connections, as a stopped engine does, is told by the log', async (t) => {
  const world = await keptMac(t);
  await world.clock.pass(5000);
  const before = world.only().forward.address ?? '';
  const port = Number(before.split(':')[1]);
  // The machine was started again, and somebody else had the port by then.
  world.engine.closingPorts.add(port);
  world.hypervisor.redirectFailures.set(port, 'Address already in use');
  world.held.set(port, 'node (pid 7)');
  world.routing.refusal = 'sudo: a password is required';
  world.connect();
  await world.clock.pass(10_000);
  assert.notEqual(world.only().forward.address, before);
  assert.equal(world.only().path, 'forward');
});

test('two machines each get a port of their own', async (t) => {
  const world = await keptMac(t, { machines: ['one', 'two'] });
  const addresses = world.shown().machines.map(({ forward }) => forward.address);
  assert.equal(new Set(addresses).size, 2, addresses.join(' '));
});

test('running containers are a reason to ask, not to restart', async (t) => {
  const world = await keptMac(t);
  const [machine] = world.machines;
  assert.ok(machine !== undefined);
  world.engine.states.set('default', {
    isUp: true,
    served: {
      ...servedBy(machine, { names: [], notAfter: Date.parse('2025-12-30T00:00:00Z') }),
      dates: 'expired',
    },
    containers: [{ id: '1', name: 'database', image: 'postgres' }],
  });
  await world.clock.pass(90_000);
  assert.ok(world.codes().includes('consent-needed'), world.codes().join(' '));
  assert.match(world.shown().sentence, /would stop database/);
  assert.equal(world.changes.length, 1, 'only the forward from the start');
});

test('a machine that is switched off while its engine is down is not taken for one whose forward is broken', async (t) => {
  const world = await keptMac(t);
  const engine = world.engine.states.get('default') ?? assert.fail('the engine has not been asked');
  engine.isUp = false;
  // Long enough for VirtualBox's answer to be from before, and young enough to be taken for new.
  await world.clock.pass(20_000);
  assert.equal(world.only().state, 'running');
  const vm = world.vbox.vms.get('default') ?? assert.fail('there is no such VM');
  world.vbox.vms.set('default', { ...vm, state: 'poweroff' });
  world.changes.length = 0;
  world.keeper.poke('a route changed somewhere');
  await world.clock.pass(1000);
  assert.equal(world.only().state, 'off');
  assert.deepEqual(world.changes, []);
});

test('a forward that carries on a right route is felt to end, too', async (t) => {
  const world = await keptMac(t);
  world.engine.isFiltered = true;
  world.connect(() => undefined);
  await world.clock.pass(20_000);
  assert.equal(world.only().path, 'forward');
  const vm = world.vbox.vms.get('default') ?? assert.fail('there is no such VM');
  world.vbox.vms.set('default', { ...vm, state: 'poweroff' });
  // Well below the slow tick.
  await world.clock.pass(18_000);
  assert.equal(world.only().state, 'off');
});

test('a certificate that ends with its CA is not renewed again and again; one that ends before it is', async (t) => {
  const soon = Date.parse('2026-01-11T00:00:00Z');
  for (const [authorityEnds, renewals] of [
    [soon, 0],
    [soon + 400 * 86_400_000, 1],
  ] as const) {
    const world = await keptMac(t, { authorityEnds, started: false });
    const served = servedBy(world.machines[0] ?? assert.fail('there is no machine'));
    world.engine.states.set('default', {
      isUp: true,
      served: { ...served, certificate: { ...served.certificate, notAfter: soon } },
      containers: [],
    });
    void world.keeper.start();
    await world.clock.pass(300_000);
    // There is no store to renew it from here: what counts is that it is tried.
    const tried = world.keeper.timeline.lines.filter(({ text }) => text.includes('→ renew the engine'));
    assert.equal(tried.length, renewals);
    assert.ok(world.codes().includes('certificate-expiring'));
  }
});

test('a machine that is being created is not searched for a port, and gets its forward when it is provisioned', async (t) => {
  const world = await keptMac(t, { started: false });
  world.engine.unprovisioned.add('default');
  void world.keeper.start();
  await world.clock.pass(25_000);
  assert.ok(world.changes.length <= 6, world.changes.join('\n'));
  assert.ok(!world.codes().includes('port-busy'), world.codes().join(' '));
  world.engine.unprovisioned.delete('default');
  await world.clock.pass(25_000);
  assert.deepEqual([world.only().path, world.only().forward.address], ['direct', '127.0.0.1:2376']);
});

test('a machine that is restarted keeps the port of its forward', async (t) => {
  const world = await keptMac(t);
  await world.clock.pass(5000);
  const { address } = world.only().forward;
  world.keeper.observer.forget('default');
  world.keeper.poke('a test');
  await world.clock.pass(1000);
  world.changes.length = 0;
  // VirtualBox was asked a second ago, and will not be asked again for this look.
  const vm = world.vbox.vms.get('default') ?? assert.fail('there is no such VM');
  world.vbox.vms.set('default', { ...vm, state: 'poweroff' });
  world.engine.deadPorts.add(Number(address?.split(':')[1]));
  world.keeper.poke('a test');
  await world.clock.pass(3000);
  world.vbox.vms.set('default', { ...vm, state: 'running' });
  world.engine.deadPorts.clear();
  await world.clock.pass(90_000);
  assert.deepEqual(world.changes, []);
  assert.deepEqual([world.only().path, world.only().forward.address], ['direct', address]);
});
