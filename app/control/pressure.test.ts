import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as dialSocket, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { heldMb } from '../testing/held-memory.ts';
import { requestText, serving, until, type Serving } from '../testing/serving.ts';
import { hijacked, snapshot } from '../testing/snapshots.ts';

/** Clients that say something and then never read. */
async function deafClients(
  t: TestContext,
  count: number,
  to: { readonly socket: string; readonly say: string },
): Promise<Socket[]> {
  const connections: Socket[] = [];
  while (connections.length < count) {
    const connection = dialSocket(to.socket);
    connection.on('error', () => undefined).pause();
    const isIn = await Promise.race([
      once(connection, 'connect').then(
        () => true,
        () => false,
      ),
      once(connection, 'close').then(
        () => false,
        () => false,
      ),
    ]);
    // The kernel's queue of a socket is short; who is not let in dials again.
    if (!isIn) continue;
    t.after(() => connection.destroy());
    connection.write(to.say);
    connections.push(connection);
  }
  return connections;
}

function closed(connection: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (connection.destroyed) resolve();
    else connection.once('close', () => resolve());
  });
}

async function isServing(served: Serving): Promise<void> {
  assert.equal((await served.client.status({})).revision, 1);
}

test('five hundred clients at once: every one is answered, beside five hundred that say nothing', async (t) => {
  await using served = await serving({ requestMs: 2000 });
  await deafClients(t, 480, { socket: served.home.socket, say: '' });
  const answers = await Promise.all(Array.from({ length: 500 }, () => served.client.status({})));
  assert.deepEqual([...new Set(answers.map(({ revision }) => revision))], [1]);
});

test('more clients than are let in: the rest are turned away at once, and it serves again when they have gone', async (t) => {
  await using served = await serving({ requestMs: 400 });
  const crowd = await deafClients(t, 1200, { socket: served.home.socket, say: '' });
  crowd.forEach((connection) => connection.resume());
  // Each is sent away: those past the limit at once, those that say nothing when their time is over.
  await Promise.all(crowd.map(closed));
  await isServing(served);
});

test('a client that asks a hundred thousand times without reading an answer costs no memory', async (t) => {
  await using served = await serving();
  const before = heldMb();
  const request = requestText('GET /v1/status', { Connection: 'keep-alive' });
  const [client] = await deafClients(t, 1, { socket: served.home.socket, say: request.repeat(100_000) });
  assert.ok(client);
  await until(() => served.core.calls.length > 0);
  for (let turn = 0; turn < 300; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  // What the client itself has not got rid of is in our process too.
  const grown = heldMb() - before - client.writableLength / 1024 / 1024;
  t.diagnostic(`${served.core.calls.length} calls, ${grown.toFixed(1)} MB`);
  assert.ok(grown < 20, `${grown.toFixed(1)} MB are held for it`);
  await isServing(served);
});

test('commands sent one after the other without waiting do not all run at the same time', async (t) => {
  await using served = await serving();
  let running = 0;
  let most = 0;
  served.core.answer('stop', async () => {
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    return { stopping: true };
  });
  const client = dialSocket(served.home.socket);
  client.on('error', () => undefined).resume();
  t.after(() => client.destroy());
  client.write(requestText('POST /v1/stop', { Connection: 'keep-alive' }).repeat(2000));
  await closed(client);
  t.diagnostic(`${most} at once`);
  assert.ok(most <= 8, `${most} commands of one connection ran at once`);
});

test('two hundred readers of watch that never read hold one snapshot each, however many are published', async (t) => {
  await using served = await serving();
  await deafClients(t, 200, { socket: served.home.socket, say: requestText('GET /v1/watch') });
  await until(() => served.core.readers('watch') === 200);
  const text = 'x'.repeat(10_000);
  const publish = async (from: number, to: number): Promise<number> => {
    for (let revision = from; revision < to; revision += 1) {
      served.core.publish(snapshot({ revision, sentence: `${revision} ${text}` }));
      await new Promise((resolve) => setImmediate(resolve));
    }
    return heldMb();
  };
  const early = await publish(2, 40);
  const late = await publish(40, 300);
  t.diagnostic(`${early.toFixed(1)} MB, then ${late.toFixed(1)} MB`);
  assert.ok(late - early < 10, `${early.toFixed(1)} MB became ${late.toFixed(1)} MB`);
  served.core.publish(hijacked());
});
