/** An engine with the right certificate, or somebody at its address, that means no good: over in time, in little memory. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { after, before, test, type TestContext } from 'node:test';
import { heldMb } from '../../testing/held-memory.ts';
import { flood } from '../../testing/hostile-guest.ts';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { ManualClock } from '../../testing/manual-clock.ts';
import { startRawEngine } from '../../testing/raw-engine.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { rawServer } from '../../testing/raw-server.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { timed } from '../../testing/timed.ts';
import { linesTo } from '../../testing/unix-line.ts';
import { ContainerWatch } from './container-watch.ts';
import { TlsEngine } from './engine.ts';

const folder = temporaryFolder();
let made: MadeMachine;
before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

const timeoutMs = 600;
const chunk = Buffer.alloc(64 * 1024, 'x');

/** Runs both looks at an engine there; each must be over soon after its limit. Answers with what they said. */
async function looks(port: number): Promise<{ readonly probe: string; readonly verify: string }> {
  const engine = new TlsEngine({ clock: { now: () => Date.now() } });
  const dial = { host: '127.0.0.1', port, timeoutMs };
  // dockerode is loaded once, and stays.
  await import('dockerode');
  const before = heldMb();
  const inTime = async <T>(look: Promise<T>): Promise<T> => {
    const { value, ms } = await timed(look);
    assert.ok(ms < timeoutMs + 1500, `it took ${Math.round(ms)} ms`);
    return value;
  };
  const probe = await inTime(engine.probe(made.machine, { ...dial, present: true }));
  const verify = await inTime(engine.verify(made.machine, dial));
  assert.equal(verify.kind, 'unreadable');
  const grown = heldMb() - before;
  assert.ok(grown < 30, `${grown.toFixed(1)} MB are held`);
  return { probe: JSON.stringify(probe), verify: verify.reason };
}

async function engineThat(t: TestContext, serve: (socket: TLSSocket) => void): Promise<number> {
  const engine = await startRawEngine(made, serve);
  t.after(() => engine[Symbol.asyncDispose]());
  return engine.port;
}

const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

for (const [what, serve, probed, verified] of [
  ['bytes that are no HTTP', (socket) => flood(socket, chunk), /not HTTP/, /did not verify/],
  [
    'headers without an end',
    (socket) => {
      socket.write(head);
      flood(socket, Buffer.from(`X-A: ${'y'.repeat(1000)}\r\n`.repeat(30)));
    },
    /not HTTP|no-answer/,
    /did not verify/,
  ],
  [
    'headers byte by byte',
    (socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    },
    /no-answer/,
    /did not verify/,
  ],
  [
    'JSON without an end',
    (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
      flood(socket, Buffer.from(`10000\r\n${'['.repeat(0x10000)}\r\n`));
    },
    /as no engine does/,
    /more than \d+ bytes|did not answer/,
  ],
  [
    'a body that was announced and never comes',
    (socket) => socket.write(`${head}Content-Length: 1000000000000\r\n\r\n`),
    /did not answer/,
    /did not answer/,
  ],
  ['nothing', () => undefined, /did not answer/, /did not answer/],
  [
    'one answer, and the end of the connection',
    (socket) => {
      socket.once('data', () => {
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nOK');
      });
    },
    /answers/,
    /ended the connection/,
  ],
  [
    'a thousand informational answers',
    (socket) => flood(socket, Buffer.from('HTTP/1.1 102 Processing\r\n\r\n')),
    /no-answer/,
    /did not verify/,
  ],
] as const satisfies readonly (readonly [string, (socket: TLSSocket) => unknown, RegExp, RegExp])[]) {
  test(`an engine that answers with ${what}`, async (t) => {
    const said = await looks(await engineThat(t, (socket) => void serve(socket)));
    assert.match(said.probe, probed);
    assert.match(said.verify, verified);
  });
}

/** One TLS record of this type, as long as a record can be. */
const record = (type: number): Buffer =>
  Buffer.concat([Buffer.from([type, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 2)]);

for (const [what, serve] of [
  ['a handshake without an end', (socket) => flood(socket, record(22))],
  ['endless alerts', (socket) => flood(socket, Buffer.from([21, 3, 3, 0, 2, 1, 0]))],
  ['change-cipher records without an end', (socket) => flood(socket, Buffer.from([20, 3, 3, 0, 1, 1]))],
  ['bytes', (socket) => flood(socket, chunk)],
  [
    'a record byte by byte',
    (socket) => {
      const timer = setInterval(() => socket.write(Buffer.from([22])), 20);
      socket.on('close', () => clearInterval(timer));
    },
  ],
] as const satisfies readonly (readonly [string, (socket: Socket) => unknown])[]) {
  test(`somebody who answers TLS with ${what}`, async (t) => {
    const port = await rawServer(t, serve);
    const said = await looks(port);
    assert.doesNotMatch(said.probe, /"kind":"answers"/);
  });
}

test(
  'a list of containers without an end is given up, and the watch asks again',
  { timeout: 20_000 },
  async () => {
    using place = temporaryFolder();
    let lists = 0;
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/json');
      if (request.url?.includes('/events') === true) {
        response.flushHeaders();
        return;
      }
      lists += 1;
      flood(response, chunk);
    });
    server.listen(place.at('docker.sock'));
    await once(server, 'listening');
    const clock = new ManualClock();
    const before = heldMb();
    const watch = new ContainerWatch({
      connect: linesTo(place.at('docker.sock')),
      machine: 'default',
      clock,
      log: silentLog,
      changed: () => assert.fail('there is no list'),
    });
    for (let round = 1; round <= 3; round += 1) {
      while (lists < round) {
        await clock.pass(30_000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    watch.stop();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    const grown = heldMb() - before;
    assert.ok(grown < 60, `${grown.toFixed(1)} MB are held`);
  },
);
