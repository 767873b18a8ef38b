import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { homeAt } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { TlsEngine } from '../platform/docker/engine.ts';
import { dial } from '../platform/network/dialer.ts';
import { systemClock } from '../platform/process/clock.ts';
import { SshTunnels } from '../platform/ssh/tunnels.ts';
import type { Reach } from '../ports.ts';
import { makeMachine, type MadeMachine } from '../testing/make-store.ts';
import { startRawEngine, type RawEngine } from '../testing/raw-engine.ts';
import { silentLog } from '../testing/silent-log.ts';
import { startSshGuest, type RunningGuest, type SshGuestOptions } from '../testing/ssh-guest.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { MachineEndpoint } from './machine-endpoint.ts';
import type { Plan, Way } from './plan.ts';

const store = temporaryFolder();
let made: MadeMachine;
before(async () => {
  // Its certificate names the guest address and nothing else, and is dialled on 127.0.0.1 all the same.
  made = await makeMachine({
    base: store.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
    servedNames: ['192.168.99.100'],
  });
});
after(() => store[Symbol.dispose]());

interface World {
  readonly endpoint: MachineEndpoint;
  readonly connect: () => Promise<Socket>;
  readonly ask: (text: string) => Promise<string>;
  readonly update: (differing: Partial<Plan>) => void;
  readonly pokes: string[];
}

async function world(
  t: TestContext,
  { ways, sshPort = 1 }: { ways: readonly Way[]; sshPort?: number },
): Promise<World> {
  const folder = temporaryFolder();
  const home = homeAt(folder.at('home'));
  prepareHome(home);
  const log = silentLog;
  const tunnels = new SshTunnels({ knownHosts: home.knownHosts, clock: systemClock, log });
  const toPort: Reach['toPort'] = (machine, target) =>
    target.over === 'tunnel' ? tunnels.dial(machine, target) : dial({ ...target, halfOpen: true });
  const engine = new TlsEngine({ clock: systemClock, dial: (target, machine) => toPort(machine, target) });
  const reach: Reach = { toPort, toEngine: (machine, target) => engine.toEngine(machine, target) };
  const machine = { ...made.machine, ssh: { ...made.machine.ssh, port: sshPort } };
  let plan: Plan = {
    machine,
    ways,
    guestIp: '192.168.99.100',
    routed: true,
    obstacle: { sentence: 'Docker in default cannot be reached now: testing', lasting: false },
  };
  const pokes: string[] = [];
  const endpoint = new MachineEndpoint(plan, {
    home,
    clock: systemClock,
    log,
    reach,
    poke: (reason) => pokes.push(reason),
  });
  await endpoint.ensure();
  t.after(async () => {
    await endpoint.stop();
    await tunnels.stop();
    folder[Symbol.dispose]();
  });
  const connect = async (): Promise<Socket> => {
    const socket = net.connect({ path: endpoint.file, allowHalfOpen: true });
    await once(socket, 'connect');
    t.after(() => socket.destroy());
    return socket;
  };
  return {
    endpoint,
    pokes,
    connect,
    ask: async (text) => {
      const socket = await connect();
      socket.write(text);
      return readAll(socket);
    },
    update: (differing) => {
      plan = { ...plan, ...differing };
      endpoint.update(plan);
    },
  };
}

/** Everything until the other side's half ends; ours stays open. */
async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'end');
  return text;
}

async function engineOf(t: TestContext, serve: (socket: TLSSocket) => void): Promise<RawEngine> {
  const engine = await startRawEngine(made, serve);
  t.after(() => engine[Symbol.asyncDispose]());
  return engine;
}

async function guestOf(t: TestContext, options: Partial<SshGuestOptions> = {}): Promise<RunningGuest> {
  const folder = temporaryFolder();
  const guest = await startSshGuest({ root: folder.path, authorizedKey: made.authorizedKey, ...options });
  t.after(async () => {
    await guest.stop();
    folder[Symbol.dispose]();
  });
  return guest;
}

const echo = (socket: TLSSocket): void => void socket.pipe(socket);
const forward = ({ port }: RawEngine): Way => ({ kind: 'forward', host: '127.0.0.1', port });
const tunnel = ({ port }: RawEngine): Way => ({ kind: 'tunnel', host: '127.0.0.1', port });

/** Every way is to behave alike. */
const paths = {
  forward: async (t: TestContext, engine: RawEngine) => world(t, { ways: [forward(engine)] }),
  tunnel: async (t: TestContext, engine: RawEngine) =>
    world(t, { ways: [tunnel(engine)], sshPort: (await guestOf(t)).port }),
};

for (const [name, open] of Object.entries(paths)) {
  test(`over the ${name}: bytes pass, and the client's half ends before the engine's`, async (t) => {
    const engine = await engineOf(t, (socket) => {
      const hash = createHash('sha256');
      socket.on('data', (chunk: Buffer) => hash.update(chunk));
      socket.on('end', () => socket.end(hash.digest('hex')));
    });
    const { connect } = await open(t, engine);
    const bytes = randomBytes(3_000_000);
    const socket = await connect();
    socket.end(bytes);
    assert.equal(await readAll(socket), createHash('sha256').update(bytes).digest('hex'));
  });

  test(`over the ${name}: the engine's half ends, and the client still speaks`, async (t) => {
    let hear: (text: string) => void = () => undefined;
    const heard = new Promise<string>((resolve) => (hear = resolve));
    const engine = await engineOf(t, (socket) => {
      socket.end('done');
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      // Lines kept ready are connections too, and say nothing.
      socket.on('end', () => (text === '' ? undefined : hear(text)));
    });
    const { connect } = await open(t, engine);
    const socket = await connect();
    assert.equal(await readAll(socket), 'done');
    socket.end('and thanks');
    assert.equal(await heard, 'and thanks');
  });

  test(`over the ${name}: an engine that breaks off ends the client`, async (t) => {
    const engine = await engineOf(t, (socket) => socket.write('hello'));
    const { connect } = await open(t, engine);
    const socket = await connect();
    await once(socket, 'data');
    engine.hangUp();
    await once(socket, 'end', { signal: AbortSignal.timeout(2000) });
  });

  test(`over the ${name}: many connections at once`, async (t) => {
    const engine = await engineOf(t, echo);
    const { connect, pokes } = await open(t, engine);
    const texts = await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const socket = await connect();
        socket.end(`number ${i}`);
        return readAll(socket);
      }),
    );
    assert.deepEqual(
      texts,
      texts.map((_, i) => `number ${i}`),
      pokes.join('; '),
    );
  });

  test(`over the ${name}: a client that does not read slows the engine down`, async (t) => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const engine = await engineOf(t, (socket) => {
      const push = (): void => {
        while (socket.write(chunk)) written += chunk.length;
        written += chunk.length;
        socket.once('drain', push);
      };
      push();
    });
    const { connect } = await open(t, engine);
    const socket = await connect();
    socket.pause();
    // Until nothing moves any more: kernel buffers and windows, and no memory of ours.
    for (let before = 0; before === 0 || before !== written;) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    assert.ok(written > 0 && written < 40_000_000, `${written} bytes were taken`);
  });
}

test('a TLS session is resumed, and lines are kept ready while the socket is in use', async (t) => {
  const engine = await engineOf(t, echo);
  const { connect } = await world(t, { ways: [forward(engine)] });
  for (let i = 0; i < 12; i++) {
    const socket = await connect();
    socket.end('x');
    assert.equal(await readAll(socket), 'x');
  }
  assert.ok(engine.seen.resumed >= 6, JSON.stringify(engine.seen));
});

test('no path: one sentence in the form of the engine within a second, with HEAD too', async (t) => {
  const { ask } = await world(t, { ways: [] });
  const began = performance.now();
  const answer = await ask('GET /v1.40/version HTTP/1.1\r\nHost: docker\r\n\r\n');
  assert.ok(performance.now() - began < 1000);
  assert.match(answer, /^HTTP\/1\.1 503 /);
  const [, body = ''] = answer.split('\r\n\r\n');
  assert.deepEqual(JSON.parse(body), {
    message: 'Fairlead: Docker in default cannot be reached now: testing',
  });
  const head = await ask('HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
  assert.equal(head.split('\r\n\r\n')[1], '');
});

test('a machine that is off is said at once', async (t) => {
  const { ask, update } = await world(t, { ways: [] });
  update({ obstacle: { sentence: 'default is off; start it', lasting: true } });
  const began = performance.now();
  assert.match(await ask('GET / HTTP/1.1\r\n\r\n'), /default is off; start it/);
  assert.ok(performance.now() - began < 500);
});

test('a request in the middle of a switch waits for the new path', async (t) => {
  const engine = await engineOf(t, echo);
  const { connect, update } = await world(t, { ways: [] });
  const socket = await connect();
  socket.end('early');
  setTimeout(() => update({ ways: [forward(engine)] }), 100);
  assert.equal(await readAll(socket), 'early');
});

test('a path that does not open gives way to the next, and the loop is told', async (t) => {
  const gone = await startRawEngine(made, echo);
  const dead = forward(gone);
  await gone[Symbol.asyncDispose]();
  const engine = await engineOf(t, echo);
  const { ask, pokes, connect } = await world(t, { ways: [dead, forward(engine)] });
  const socket = await connect();
  socket.end('hello');
  assert.equal(await readAll(socket), 'hello');
  assert.match(pokes.join('\n'), /found the forward path closed/);
  assert.equal(typeof ask, 'function');
});

test('what rides a lost route ends at once; what rides a good path is left alone', async (t) => {
  const [one, two] = [await engineOf(t, echo), await engineOf(t, echo)];
  const direct: Way = { kind: 'direct', host: '127.0.0.1', port: one.port };
  const { connect, update } = await world(t, { ways: [direct] });
  update({ guestIp: '127.0.0.1' });
  const lost = await connect();
  lost.write('x');
  await once(lost, 'data');
  update({ ways: [forward(two)] });
  assert.equal(lost.destroyed, false, 'its path carries packets, though it was not verified');
  const kept = await connect();
  kept.write('y');
  await once(kept, 'data');
  update({ ways: [forward(two)], routed: false });
  await once(lost, 'end', { signal: AbortSignal.timeout(1000) });
  kept.write('z');
  await once(kept, 'data');
});

test('an SSH connection that is cut ends what it carried, and is made again', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const { connect } = await world(t, { ways: [tunnel(engine)], sshPort: guest.port });
  const first = await connect();
  first.write('x');
  await once(first, 'data');
  guest.hangUp();
  await once(first, 'end', { signal: AbortSignal.timeout(1000) });
  const second = await connect();
  second.end('again');
  assert.equal(await readAll(second), 'again');
});

test('an sshd that forbids forwarding is a prompt, named failure', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t, { forwarding: 'no' });
  const { ask, pokes } = await world(t, { ways: [tunnel(engine)], sshPort: guest.port });
  assert.match(await ask('GET / HTTP/1.1\r\n\r\n'), /503/);
  assert.match(pokes.join('\n'), /found the tunnel path closed/);
});

test("the socket is the user's alone, comes back when it is removed, and goes with its endpoint", async (t) => {
  const engine = await engineOf(t, echo);
  const { endpoint, connect } = await world(t, { ways: [forward(engine)] });
  assert.equal(lstatSync(endpoint.file).mode & 0o777, 0o600);
  assert.equal(lstatSync(path.dirname(endpoint.file)).mode & 0o777, 0o700);
  rmSync(endpoint.file);
  await endpoint.ensure();
  const socket = await connect();
  socket.end('back');
  assert.equal(await readAll(socket), 'back');
  await endpoint.stop();
  assert.equal(existsSync(endpoint.file), false);
});

test('a link, a file or a living socket in the way is refused, a dead socket is cleared', async (t) => {
  const refusal = async (prepare: (file: string) => void | Promise<void>): Promise<string | undefined> => {
    const { endpoint } = await world(t, { ways: [] });
    await endpoint.stop();
    const again = new MachineEndpoint(endpoint.plan, {
      ...optionsOf(endpoint.file),
    });
    await prepare(endpoint.file);
    await again.ensure();
    t.after(() => again.stop());
    return again.view.problem;
  };
  assert.match((await refusal((file) => writeFileSync(file, ''))) ?? '', /is in the way/);
  assert.match((await refusal((file) => symlinkSync('/etc/passwd', file))) ?? '', /is in the way/);
  assert.match(
    (await refusal((file) => {
      rmSync(path.dirname(file), { recursive: true });
      mkdirSync(`${path.dirname(file)}-elsewhere`);
      symlinkSync(`${path.dirname(file)}-elsewhere`, path.dirname(file));
    })) ?? '',
    /symbolic link/,
  );
  assert.match(
    (await refusal(async (file) => {
      const server = net.createServer().listen(file);
      await once(server, 'listening');
      t.after(() => server.close());
    })) ?? '',
    /another program listens/,
  );
  assert.equal(await refusal(() => undefined), undefined);
});

function optionsOf(file: string): ConstructorParameters<typeof MachineEndpoint>[1] {
  const never = (): Promise<never> => Promise.reject(new Error('not dialled here'));
  return {
    home: homeAt(path.join(path.dirname(file), '../..')),
    clock: systemClock,
    log: silentLog,
    reach: { toEngine: never, toPort: never },
    poke: () => undefined,
  };
}
