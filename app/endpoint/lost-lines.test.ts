import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { test } from 'node:test';
import { systemClock } from '../platform/process/clock.ts';
import type { Clock, Reach } from '../ports.ts';
import {
  echo,
  endpointWorld,
  engineOf,
  forward,
  guestOf,
  networkTo,
  readAll,
  tunnel,
  type EndpointWorld,
} from '../testing/endpoint-world.ts';
import { until } from '../testing/serving.ts';

/** Every line that is opened to the engine from now on. */
function linesOf({ reach }: EndpointWorld): Duplex[] {
  const lines: Duplex[] = [];
  const toEngine = reach.toEngine.bind(reach);
  (reach as { toEngine: Reach['toEngine'] }).toEngine = async (...about) => {
    const line = await toEngine(...about);
    lines.push(line);
    return line;
  };
  return lines;
}

const question = 'GET /version HTTP/1.1\r\nHost: docker\r\n\r\n';

test('a client whose line is cut before it has said anything is put on another one', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  for (const { world, cut } of [
    { world: await endpointWorld(t, { ways: [forward(engine)] }), cut: engine.hangUp },
    { world: await endpointWorld(t, { ways: [tunnel(engine)], sshPort: guest.port }), cut: guest.hangUp },
  ]) {
    const lines = linesOf(world);
    const client = await world.connect();
    // Its own, and those that are kept ready.
    await until(() => lines.length === 5);
    cut();
    await until(() => lines.every((line) => line.closed));
    client.end(question);
    assert.equal(await readAll(client), question);
  }
});

test('a silent client whose line is cut and that leaves without a word is let go', async (t) => {
  const engine = await engineOf(t, echo);
  const world = await endpointWorld(t, { ways: [forward(engine)] });
  const lines = linesOf(world);
  const client = await world.connect();
  await until(() => lines.length === 5);
  engine.hangUp();
  await until(() => lines.every((line) => line.closed));
  client.end();
  assert.equal(await readAll(client), '');
  await until(() => world.endpoint.view.connections === 0);
  assert.equal(lines.length, 5, 'nothing was opened for it');
});

test('a line kept ready on an SSH connection that fell silent since is given to nobody: a new one answers', async (t) => {
  let heard = '';
  const engine = await engineOf(t, (socket) => {
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    echo(socket);
  });
  const guest = await guestOf(t);
  const network = await networkTo(t, guest.port);
  // It can be moved on, and its patience is a quarter, which leaves a busy computer the time for a new SSH connection.
  let passedMs = 0;
  const tunnelClock: Clock = {
    ...systemClock,
    monotonic: () => systemClock.monotonic() + passedMs,
    after: (ms, act) => systemClock.after(ms / 4, act),
  };
  const world = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: network.port, tunnelClock });
  const lines = linesOf(world);
  const first = await world.connect();
  await until(() => lines.length === 5);
  network.forget();
  passedMs = 1000;
  const second = await world.connect();
  second.end(question);
  assert.equal(await readAll(second), question);
  assert.ok(lines.length > 5);
  // Nor is anybody else's question lost with it, that had not been asked.
  first.end(question);
  assert.equal(await readAll(first), question);
  assert.equal(heard, question.repeat(2), 'each was asked once');
});
