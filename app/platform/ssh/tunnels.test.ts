import assert from 'node:assert/strict';
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';
import { after, before, test, type TestContext } from 'node:test';
import type { Machine } from '../../machine/machine.ts';
import { guestOf, networkTo } from '../../testing/endpoint-world.ts';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { until } from '../../testing/serving.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { systemClock } from '../process/clock.ts';
import { SshTunnels } from './tunnels.ts';

const folder = temporaryFolder();
let made: MadeMachine;
before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

const machineAt = (port: number): Machine => ({
  ...made.machine,
  store: `/${port}`,
  ssh: { ...made.machine.ssh, port },
});

test('a guest comes up while it says things on the way in, and for a moment after it', async (t) => {
  const clock = new ManualClock();
  const guest = await guestOf(t, { authorizedKey: made.authorizedKey });
  const tunnels = tunnelsOf(t, clock);
  const machine = machineAt(guest.port);
  const to = { host: '127.0.0.1', port: 1, timeoutMs: 10_000 };
  assert.equal(tunnels.isComingUp(machine), false);
  const up = new Promise<void>((resolve) => tunnels.watch(() => resolve()));
  const dialled = assert.rejects(tunnels.dial(machine, to), { code: 'ECONNREFUSED' });
  await until(() => tunnels.isComingUp(machine));
  await up;
  await dialled;
  assert.equal(tunnels.isComingUp(machine), true);
  await clock.pass(1000);
  assert.equal(tunnels.isComingUp(machine), false);
});

test('a peer that takes the connection and says nothing does not come up', async (t) => {
  const server = await listening(t, (socket) => void socket.on('error', () => undefined));
  const clock = new ManualClock();
  const tunnels = tunnelsOf(t, clock);
  const machine = machineAt(server.port);
  const connected = once(server.server, 'connection');
  const dialled = assert.rejects(
    tunnels.dial(machine, { host: '127.0.0.1', port: 1, timeoutMs: 900 }),
    /did not answer over SSH/,
  );
  await connected;
  assert.equal(tunnels.isComingUp(machine), false);
  await clock.pass(900);
  await dialled;
  assert.equal(tunnels.isComingUp(machine), false);
});

test('bytes are a sign of life: an answer that waits behind them is waited for, a silent guest is not', async (t) => {
  const { port } = await listening(t, (socket) => {
    const timer = setInterval(() => socket.write('x'), 10);
    socket.on('error', () => undefined).on('close', () => clearInterval(timer));
  });
  const guest = await guestOf(t, { authorizedKey: made.authorizedKey });
  const network = await networkTo(t, guest.port);
  const tunnels = tunnelsOf(t, systemClock, 50);
  const machine = machineAt(network.port);
  const line = await tunnels.dial(machine, { host: '127.0.0.1', port, timeoutMs: 10_000 });
  line.on('error', () => undefined);
  network.deafen();
  // Many times the four questions after which a silent one is given up.
  for (let i = 0; i < 60; i += 1) await once(line, 'data');
  assert.equal(line.destroyed, false);
  network.forget();
  await once(line, 'close', { signal: AbortSignal.timeout(10_000) });
});

test('what was opened before leads somewhere while the guest says things, unasked or asked; a silent one is given up', async (t) => {
  const { port } = await listening(t, (socket) => void socket.on('error', () => undefined));
  const guest = await guestOf(t, { authorizedKey: made.authorizedKey });
  const network = await networkTo(t, guest.port);
  const clock = new ManualClock();
  const tunnels = tunnelsOf(t, clock);
  const machine = machineAt(network.port);
  assert.equal(await tunnels.hears(machine), false);
  const line = await tunnels.dial(machine, { host: '127.0.0.1', port, timeoutMs: 10_000 });
  line.on('error', () => undefined).resume();
  assert.equal(await tunnels.hears(machine), true);
  await clock.pass(1000);
  assert.equal(await tunnels.hears(machine), true);
  network.forget();
  const unasked = clock.waiting;
  assert.equal(await tunnels.hears(machine), true, 'it was heard a moment ago');
  assert.equal(clock.waiting, unasked);
  await clock.pass(1000);
  const ended = once(line, 'close');
  const asked = tunnels.hears(machine);
  await clock.pass(1000);
  assert.equal(await asked, false);
  await ended;
  // It carried something in its time, so that a new one is worth waiting for.
  const dialled = tunnels.dial(machine, { host: '127.0.0.1', port, timeoutMs: 10_000 });
  await until(() => tunnels.isComingUp(machine));
  (await dialled).destroy();
});

function tunnelsOf(
  t: TestContext,
  clock: ManualClock | typeof systemClock,
  keepaliveMs?: number,
): SshTunnels {
  const tunnels = new SshTunnels({
    knownHosts: folder.at('known_hosts'),
    clock,
    log: silentLog,
    ...(keepaliveMs === undefined ? {} : { keepaliveMs }),
  });
  t.after(() => tunnels.stop());
  return tunnels;
}

async function listening(t: TestContext, serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => (sockets.add(socket), serve(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { server, port: (server.address() as AddressInfo).port };
}
