import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import {
  echo,
  endpointWorld,
  engineOf,
  forward,
  guestOf,
  readAll,
  tunnel,
} from '../testing/endpoint-world.ts';
import type { RawEngine } from '../testing/raw-engine.ts';

/** Every way is to behave alike. */
const paths = {
  forward: async (t: TestContext, engine: RawEngine) => endpointWorld(t, { ways: [forward(engine)] }),
  tunnel: async (t: TestContext, engine: RawEngine) =>
    endpointWorld(t, { ways: [tunnel(engine)], sshPort: (await guestOf(t)).port }),
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
  const { connect } = await endpointWorld(t, { ways: [forward(engine)] });
  for (let i = 0; i < 12; i++) {
    const socket = await connect();
    socket.end('x');
    assert.equal(await readAll(socket), 'x');
  }
  assert.ok(engine.seen.resumed >= 6, JSON.stringify(engine.seen));
});
