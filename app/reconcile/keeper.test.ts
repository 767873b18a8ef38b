import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import type { Journal, Ports } from '../ports.ts';
import { read } from '../reading.ts';
import { machineView } from '../testing/machine-config.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryEngine, servedBy } from '../testing/memory-engine.ts';
import { MemoryHypervisor } from '../testing/memory-hypervisor.ts';
import { parsed } from '../testing/memory-kernel.ts';
import { MemoryRouting } from '../testing/memory-routing.ts';
import { silentLog } from '../testing/silent-log.ts';
import { vboxVm, vboxWorld } from '../testing/vbox-world.ts';
import { Keeper } from './keeper.ts';
import { Remembered } from './remembered.ts';

const network = parsed('192.168.99.0/24');

/** A Mac in memory: one host-only network, machines on it, a VPN that a test connects by hand. */
async function mac(
  t: TestContext,
  options: {
    readonly settings?: Partial<Settings>;
    readonly machines?: readonly string[];
    /** Default: virtualbox. Without VirtualBox there is no VBoxManage either. */
    readonly driver?: string;
    readonly started?: boolean;
    /** When the CA of the store ends; default: not known. */
    readonly authorityEnds?: number;
  } = {},
) {
  const clock = new ManualClock();
  const names = options.machines ?? ['default'];
  const vbox = vboxWorld({ vms: new Map(names.map((name) => [name, vboxVm()])) });
  const routing = new MemoryRouting();
  routing.kernel.addInterface('vboxnet0', '192.168.99.1/24');
  const engine = new MemoryEngine(routing.kernel, vbox);
  const hypervisor = new MemoryHypervisor(vbox);
  const { driver = 'virtualbox' } = options;
  if (driver !== 'virtualbox') hypervisor.outage = 'VBoxManage is not there';
  const machines = names.map((name, index) => ({
    ...machineView({ base: '/store', name, guestIp: `192.168.99.${100 + index}`, sshPort: 49417 }),
    driver,
  }));
  const changes: string[] = [];
  const journal: Journal = {
    begin: (change) => {
      changes.push(change.description);
      return Promise.resolve({ id: '1', end: () => Promise.resolve() });
    },
    entries: () => Promise.resolve([]),
    mark: () => Promise.resolve(),
  };
  const held = new Map<number, string>();
  const ports: Ports = {
    readPort: (port) =>
      Promise.resolve(held.has(port) ? { kind: 'held', holder: held.get(port) ?? '' } : { kind: 'free' }),
  };
  const vpnNames = {
    read: () =>
      Promise.resolve(
        read(
          routing.kernel.interfaces.some(({ name }) => name === 'utun0')
            ? [{ name: 'Cisco AnyConnect', interface: 'utun0', evidence: 'a test' }]
            : [],
        ),
      ),
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'fl-keeper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const settings = { ...defaultSettings, ...options.settings };
  const guest = { connect: () => Promise.reject(new Error('no SSH in this test')) };
  const keeper = new Keeper({
    senses: {
      clock,
      log: silentLog,
      routing,
      vpnNames,
      hypervisor,
      engine,
      readStores: () =>
        Promise.resolve(read(machines.map((machine) => ({ kind: 'machine' as const, machine })))),
      readGuestAddress: () => Promise.resolve(undefined),
      readAuthorityEnd: () => options.authorityEnds,
      resolvesLocalhost: () => Promise.resolve(true),
      readSelectedContext: () => Promise.resolve(undefined),
    },
    hands: { clock, log: silentLog, journal, routing, hypervisor, ports, engine, guest },
    settings,
    remembered: new Remembered(path.join(folder, 'memory.json'), silentLog),
    daemon: () => ({
      version: '0',
      startedAt: '2026-01-01T00:00:00.000Z',
      home: folder,
      platform: 'macos',
      autoRepair: settings.autoRepair,
    }),
  });
  t.after(() => keeper.stop());
  if (options.started !== false) {
    void keeper.start();
    await clock.pass(2000);
  }
  const connect = (take: () => void = () => routing.kernel.put(network, 'utun0')): void => {
    routing.kernel.addInterface('utun0', '10.20.0.7/32', { pointToPoint: true });
    take();
  };
  const disconnect = (): void => routing.kernel.removeInterface('utun0');
  const shown = () => {
    assert.ok(keeper.snapshot !== undefined);
    return keeper.snapshot;
  };
  const only = () => {
    const machine = shown().machines[0];
    assert.ok(machine !== undefined);
    return machine;
  };
  const codes = () => shown().advisories.map(({ code }) => code);
  return {
    clock,
    routing,
    engine,
    hypervisor,
    vbox,
    keeper,
    changes,
    held,
    machines,
    connect,
    disconnect,
    shown,
    only,
    codes,
  };
}

/** Something that waits until a test lets it go on. */
function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

test('the forward is armed while all is well; a hijack is carried at once and repaired after quiet', async (t) => {
  const world = await mac(t);
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
  const { clock, engine, hypervisor, keeper, changes, only } = await mac(t, { started: false });
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
  const world = await mac(t, { driver: 'hyperkit' });
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
  const world = await mac(t, { settings: { 'route.repair': 'auto' } });
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
  const world = await mac(t);
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
  const world = await mac(t);
  world.routing.blindness = 'netstat printed half a table';
  world.connect();
  await world.clock.pass(60_000);
  assert.equal(world.routing.repairs.length, 0);
  assert.equal(world.changes.length, 1, 'the forward that was there from the start');
  assert.ok(world.codes().includes('world-unreadable'));
});

test('a table that cannot be read takes nobody’s Docker away', async (t) => {
  const world = await mac(t, { settings: { 'forward.arm': false } });
  world.routing.blindness = 'netstat printed half a table';
  await world.clock.pass(70_000);
  assert.equal(world.only().path, 'direct');
  assert.deepEqual(world.codes(), ['world-unreadable']);
});

test('a VirtualBox that fails takes no forward away that carries Docker', async (t) => {
  const world = await mac(t);
  world.routing.refusal = 'sudo: a password is required';
  world.connect();
  await world.clock.pass(5000);
  world.hypervisor.outage = 'VBoxManage is being updated';
  await world.clock.pass(130_000);
  assert.equal(world.only().state, 'unknown');
  assert.deepEqual([world.only().path, world.only().dockerHost], ['forward', 'tcp://localhost:2376']);
});

test('machines of one network do not put its route back at the same time', async (t) => {
  const world = await mac(t, { machines: ['one', 'two', 'three', 'four'] });
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
  const world = await mac(t, { machines: ['one', 'two', 'three', 'four'] });
  world.connect(() => {
    for (const { guestIp = '' } of world.machines) world.routing.kernel.put(parsed(`${guestIp}/32`), 'utun0');
  });
  await world.clock.pass(10_000);
  assert.equal(world.routing.repairs.length, 4);
  assert.deepEqual(world.codes(), []);
});

test('five thousand route changes cost a bounded number of looks', async (t) => {
  const world = await mac(t);
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
  const world = await mac(t);
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
  const world = await mac(t, { settings: { 'route.repair': 'off', 'forward.arm': false } });
  world.vbox.vms.set('default', vboxVm({ nic1: 'bridged', rules: [] }));
  world.engine.strangers.add('192.168.99.100');
  world.connect();
  await world.clock.pass(5000);
  assert.equal(world.only().path, 'none');
  assert.ok(world.codes().includes('stranger-at-guest-address'));
  assert.ok(world.engine.probes.filter(({ host }) => host === '192.168.99.100').length < 20);
});

test('a local network with the same addresses keeps its route; the forward carries Docker', async (t) => {
  const world = await mac(t);
  world.routing.kernel.addInterface('en0', '192.168.99.50/24');
  await world.clock.pass(20_000);
  assert.equal(world.routing.repairs.length, 0);
  assert.equal(world.only().path, 'forward');
  assert.ok(world.codes().includes('subnet-on-lan'), world.codes().join(' '));
});

test('a VPN that comes and goes all day never leaves a lost route behind', async (t) => {
  const world = await mac(t);
  for (let day = 0; day < 12; day += 1) {
    world.connect();
    await world.clock.pass(40_000);
    world.disconnect();
    await world.clock.pass(2000);
    assert.equal(world.only().path, 'direct', `after ${day + 1} times`);
  }
});

test('packets that are dropped on a right route are told apart from a hijack', async (t) => {
  const world = await mac(t);
  world.engine.isFiltered = true;
  world.connect(() => undefined);
  await world.clock.pass(20_000);
  assert.equal(world.only().path, 'forward');
  assert.ok(world.codes().includes('packets-filtered'));
  assert.equal(world.routing.repairs.length, 0);
});

test('a taken port is passed over, and its holder named', async (t) => {
  const world = await mac(t, { settings: { 'forward.arm': false } });
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
  const world = await mac(t);
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
  const world = await mac(t, { machines: ['one', 'two'] });
  const addresses = world.shown().machines.map(({ forward }) => forward.address);
  assert.equal(new Set(addresses).size, 2, addresses.join(' '));
});

test('with repairing switched off nothing is changed until a person asks', async (t) => {
  const world = await mac(t, { settings: { autoRepair: false } });
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

test('running containers are a reason to ask, not to restart', async (t) => {
  const world = await mac(t);
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

test('a clock that jumps makes everything be read anew, and nothing be done', async (t) => {
  const world = await mac(t);
  const changes = world.changes.length;
  world.clock.jump(3_600_000);
  await world.clock.pass(60_000);
  assert.equal(world.changes.length, changes);
  assert.equal(world.shown().state, 'ok');
});

test('a machine that is switched off while its engine is down is not taken for one whose forward is broken', async (t) => {
  const world = await mac(t);
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
  const world = await mac(t);
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
    const world = await mac(t, { authorityEnds, started: false });
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
