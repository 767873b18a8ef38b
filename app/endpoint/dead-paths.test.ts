import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { test, type TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { systemClock } from '../platform/process/clock.ts';
import type { Reach } from '../ports.ts';
import {
  echo,
  endpointWorld,
  engineOf,
  forward,
  guestOf,
  networkTo,
  readAll,
  tunnel,
} from '../testing/endpoint-world.ts';
import { timed } from '../testing/timed.ts';
import { dialInto } from './carrier.ts';
import { reachEngine, type ReachRequest } from './reach-engine.ts';

/** What a client waits at most, whatever is dead: from its connection to its answer. */
const mostMs = 1000;
const question = 'GET /version HTTP/1.1\r\nHost: docker\r\n\r\n';

/** A path that takes connections and says nothing more, as a hijacked or filtered one does behind a NAT. */
async function deadForward(t: TestContext) {
  const network = await networkTo(t, 1);
  network.fallSilent();
  return forward(network);
}

/** A guest whose SSH server has let us in and leaves every further question open. */
const deadTunnel = async (t: TestContext) => ({
  way: tunnel({ port: 2376 }),
  guest: await guestOf(t, { forwarding: 'silent' }),
});

/** A stream that rides an SSH connection over a network of its own, which the test may break. */
async function streamOverTunnel(t: TestContext) {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const network = await networkTo(t, guest.port);
  const { ask, connect } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: network.port });
  const streaming = await connect();
  streaming.write('x');
  await once(streaming, 'data');
  return { network, streaming, ask, connect };
}

/** When a stream is over, by its end or by the reset that a lost path is answered with. */
const overOf = (stream: Duplex) =>
  timed(
    finished(stream, { writable: false, signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => {
      if (!stream.destroyed) throw error;
    }),
  );

test('a path that takes connections and is silent: the sentence comes within a second and names it', async (t) => {
  const { ask, pokes } = await endpointWorld(t, { ways: [await deadForward(t)] });
  const { value, ms } = await timed(ask(question));
  assert.match(value, /^HTTP\/1\.1 503 [^]*cannot be reached now: over the forward, .*fairlead fix default/);
  assert.ok(ms < mostMs, `${ms} ms`);
  assert.match(pokes.join('\n'), /found the forward path closed/);
});

test('three paths that are silent take no longer than one, and all are named', async (t) => {
  const { way, guest } = await deadTunnel(t);
  const direct = { ...(await deadForward(t)), kind: 'direct' as const };
  const { ask } = await endpointWorld(t, { ways: [await deadForward(t), way, direct], sshPort: guest.port });
  const { value, ms } = await timed(ask(question));
  assert.match(value, /503 [^]*over the forward, [^]*over the tunnel, [^]*over the direct path, /);
  assert.ok(ms < mostMs, `${ms} ms`);
});

test('an SSH connection whose channel is never opened: a sentence in time, and a new connection next time', async (t) => {
  const { network, streaming, ask } = await streamOverTunnel(t);
  network.fallSilent();
  const over = overOf(streaming);
  streaming.resume();
  // Lines kept ready lie on the same connection: the first question goes into one of them.
  for (let i = 0; i < 5; i += 1) {
    const { value, ms } = await timed(ask(question));
    assert.match(value, /^HTTP\/1\.1 503 /);
    assert.ok(ms < mostMs, `${ms} ms`);
  }
  // The one that carried it is given up, and with it what it carried.
  const { ms: overMs } = await over;
  assert.ok(overMs < 3000, `${overMs} ms`);
});

test('an SSH connection that the network forgot: a sentence or an answer at once, then all goes over a new one', async (t) => {
  const { network, streaming, ask, connect } = await streamOverTunnel(t);
  network.forget();
  const over = overOf(streaming);
  streaming.resume();
  const { value, ms } = await timed(ask(question));
  assert.match(value, /^(HTTP\/1\.1 503 |GET )/);
  assert.ok(ms < mostMs, `${ms} ms`);
  assert.ok((await over).ms < 3000);
  const next = await connect();
  next.end('carried');
  assert.equal(await readAll(next), 'carried');
});

test('who finds no SSH connection waits for one as long as the guest goes on saying things', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const network = await networkTo(t, guest.port, 250);
  const { connect } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: network.port });
  const socket = await connect();
  socket.end('waited');
  const { value, wallMs } = await timed(readAll(socket));
  assert.equal(value, 'waited');
  assert.ok(wallMs > mostMs, 'longer than it waits for a silent one');
});

test('a silent path is overtaken by the next one within half a second', async (t) => {
  const engine = await engineOf(t, echo);
  const { connect } = await endpointWorld(t, { ways: [await deadForward(t), forward(engine)] });
  const socket = await connect();
  socket.end('hello');
  const { value, ms } = await timed(readAll(socket));
  assert.equal(value, 'hello');
  assert.ok(ms < 500, `${ms} ms`);
});

test('a line kept ready on a path that died since: who waits for the first word is told within a second', async (t) => {
  const engine = await engineOf(t, echo);
  const network = await networkTo(t, engine.port);
  const { connect, ask, reach, endpoint } = await endpointWorld(t, { ways: [forward(network)] });
  const first = await connect();
  first.end('x');
  await readAll(first);
  while (engine.seen.connections < 5) await new Promise((resolve) => setImmediate(resolve));
  network.fallSilent();
  // The host's own address takes connections still; only what is behind it is gone. So packets pass, and it is
  // the loop that has to see it. With packets that do not pass, nobody has to wait for the loop:
  (reach as { toPort: Reach['toPort'] }).toPort = () =>
    Promise.reject(Object.assign(new Error('silence'), { code: 'ETIMEDOUT' }));
  const { value, ms } = await timed(ask(question));
  assert.match(value, /503 [^]*the forward to default was lost before Docker answered/);
  assert.ok(ms < mostMs, `${ms} ms`);
  assert.equal(endpoint.view.connections <= 1, true);
});

test('a long answer over a line kept ready is waited for: its path carries packets', async (t) => {
  const late = (socket: TLSSocket): void => {
    socket.on('data', () => setTimeout(() => socket.end('at last'), 1500));
  };
  const engine = await engineOf(t, late);
  const { ask } = await endpointWorld(t, { ways: [forward(engine)] });
  await Promise.all([ask('warm'), ask('up')]);
  assert.equal(await ask('now'), 'at last');
});

test('a dialler that never completes, and one that completes when nobody waits any longer', async () => {
  let closedLate = 0;
  const late = { destroy: () => (closedLate += 1) };
  let complete: () => void = () => undefined;
  const request = (open: ReachRequest['open']): ReachRequest => ({
    source: {
      plan: {
        machine: { name: 'default' } as ReachRequest['source']['plan']['machine'],
        ways: [forward({ port: 1 }), tunnel({ port: 2 })],
        coming: [],
        guestIp: undefined,
        portsOver: [],
        routed: true,
        obstacle: { sentence: 'testing', lasting: false },
      },
      changed: () => new Promise(() => undefined),
    },
    open,
    clock: systemClock,
    limitMs: 400,
    missed: () => undefined,
  });
  const { value, ms, wallMs } = await timed(
    reachEngine(
      request(
        () =>
          new Promise((resolve) => {
            complete = () => resolve({ line: late as never, wasReady: false });
          }),
      ),
    ),
  );
  assert.equal(value.kind, 'none');
  assert.ok(wallMs >= 390 && ms < 600, `${wallMs} ms, ${ms} of them its own`);
  complete();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(closedLate, 1, 'a line that nobody takes is closed');
});

test('a published port: its ways race, and a refusal is not tried twice', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const { endpoint, reach, update } = await endpointWorld(t, {
    ways: [{ kind: 'direct', host: '127.0.0.1', port: engine.port }],
    sshPort: guest.port,
  });
  update({ guestIp: '127.0.0.1' });
  const asked: string[] = [];
  const silent: Reach = {
    ...reach,
    toPort: (machine, to) => {
      asked.push(to.over ?? 'direct');
      return to.over === 'tunnel' ? reach.toPort(machine, to) : new Promise(() => undefined);
    },
  };
  const about = { clock: systemClock, to: { host: '127.0.0.1', port: engine.port, timeoutMs: 3000 } };
  const { value: line, ms } = await timed(dialInto(endpoint, { ...about, reach: silent }));
  line.destroy();
  assert.ok(ms < 1000, `${ms} ms`);
  assert.deepEqual(asked, ['direct', 'tunnel']);
  // Who wants a path that no VPN touches waits for it a little, and then takes the other.
  update({ portsOver: ['tunnel', 'direct'] });
  const slow: Reach = {
    ...reach,
    toPort: (machine, to) => {
      asked.push(to.over ?? 'direct');
      return to.over === 'tunnel' ? new Promise(() => undefined) : reach.toPort(machine, to);
    },
  };
  const other = await timed(dialInto(endpoint, { ...about, reach: slow }));
  other.value.destroy();
  assert.ok(other.wallMs >= 990 && other.ms < 2500, `${other.wallMs} ms, ${other.ms} of them its own`);
  assert.deepEqual(asked.slice(2), ['tunnel', 'direct']);
  const refused = Object.assign(new Error('nobody'), { code: 'ECONNREFUSED' });
  let times = 0;
  const closed: Reach = { ...reach, toPort: () => ((times += 1), Promise.reject(refused)) };
  await assert.rejects(dialInto(endpoint, { ...about, reach: closed }), refused);
  assert.equal(times, 1);
});
