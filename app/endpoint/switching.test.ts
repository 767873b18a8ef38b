import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import {
  echo,
  endpointWorld,
  engineOf,
  forward,
  guestOf,
  readAll,
  tunnel,
} from '../testing/endpoint-world.ts';
import type { Reach } from '../ports.ts';
import { timed } from '../testing/timed.ts';
import type { Way } from './plan.ts';

test('no path: one sentence in the form of the engine within a second, with HEAD too', async (t) => {
  const { ask } = await endpointWorld(t, { ways: [] });
  const { value: answer, ms } = await timed(ask('GET /v1.40/version HTTP/1.1\r\nHost: docker\r\n\r\n'));
  assert.ok(ms < 1000, `${ms} ms`);
  assert.match(answer, /^HTTP\/1\.1 503 /);
  const [, body = ''] = answer.split('\r\n\r\n');
  assert.deepEqual(JSON.parse(body), {
    message: 'Fairlead: Docker in default cannot be reached now: testing',
  });
  const head = await ask('HEAD /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
  assert.equal(head.split('\r\n\r\n')[1], '');
});

test('who asks after the patience for a path is used up is told at once', async (t) => {
  const { ask, update } = await endpointWorld(t, { ways: [] });
  const question = 'GET / HTTP/1.1\r\n\r\n';
  await ask(question);
  for (let i = 0; i < 3; i += 1) {
    update({});
    const { value, ms } = await timed(ask(question));
    assert.match(value, /503/);
    assert.ok(ms < 400, `docker asks several times in a row: ${ms} ms`);
  }
});

test('a machine that is off is said at once', async (t) => {
  const { ask, update } = await endpointWorld(t, { ways: [] });
  update({ obstacle: { sentence: 'default is off; start it', lasting: true } });
  const { value, ms } = await timed(ask('GET / HTTP/1.1\r\n\r\n'));
  assert.match(value, /default is off; start it/);
  assert.ok(ms < 500, `${ms} ms`);
});

test('a request in the middle of a switch waits for the new path', async (t) => {
  const engine = await engineOf(t, echo);
  const { connect, update } = await endpointWorld(t, { ways: [] });
  const socket = await connect();
  socket.end('early');
  setTimeout(() => update({ ways: [forward(engine)] }), 100);
  assert.equal(await readAll(socket), 'early');
});

test('a path that does not open gives way to the next, and the loop is told', async (t) => {
  const gone = await engineOf(t, echo);
  const dead = forward(gone);
  await gone[Symbol.asyncDispose]();
  const engine = await engineOf(t, echo);
  const { pokes, connect } = await endpointWorld(t, { ways: [dead, forward(engine)] });
  const socket = await connect();
  socket.end('hello');
  assert.equal(await readAll(socket), 'hello');
  assert.match(pokes.join('\n'), /found the forward path closed/);
});

test('what rides a lost route ends at once; what rides a good path is left alone', async (t) => {
  const [one, two] = [await engineOf(t, echo), await engineOf(t, echo)];
  const direct: Way = { kind: 'direct', host: '127.0.0.1', port: one.port };
  const { connect, update } = await endpointWorld(t, { ways: [direct] });
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
  const { ms } = await timed(once(lost, 'end', { signal: AbortSignal.timeout(10_000) }));
  assert.ok(ms < 1000, `${ms} ms`);
  kept.write('z');
  await once(kept, 'data');
});

test('an SSH connection that is cut ends what it carried, and is made again', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const { connect } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: guest.port });
  const first = await connect();
  first.write('x');
  await once(first, 'data');
  guest.hangUp();
  const { ms } = await timed(once(first, 'end', { signal: AbortSignal.timeout(10_000) }));
  assert.ok(ms < 1000, `${ms} ms`);
  const second = await connect();
  second.end('again');
  assert.equal(await readAll(second), 'again');
});

test('what rides a tunnel is left alone while its SSH connection lives, however late our question is answered', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const { connect, update, reach } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: guest.port });
  const socket = await connect();
  socket.write('x');
  await once(socket, 'data');
  const late = Object.assign(new Error('not in time'), { code: 'ETIMEDOUT' });
  const asked = new Promise<void>((resolve) => {
    const toPort = (): Promise<never> => (resolve(), Promise.reject(late));
    (reach as { toPort: Reach['toPort'] }).toPort = toPort;
  });
  update({ ways: [] });
  await asked;
  socket.write('y');
  assert.equal(String((await once(socket, 'data'))[0]), 'y');
});

test('a tunnel to the guest address ends with the route, as the direct path does', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t);
  const { connect, update } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: guest.port });
  const socket = await connect();
  socket.write('x');
  await once(socket, 'data');
  update({ ways: [], routed: false, guestIp: '127.0.0.1' });
  await once(socket, 'end', { signal: AbortSignal.timeout(5000) });
});

test('an sshd that forbids forwarding is a prompt, named failure', async (t) => {
  const engine = await engineOf(t, echo);
  const guest = await guestOf(t, { forwarding: 'no' });
  const { ask, pokes } = await endpointWorld(t, { ways: [tunnel(engine)], sshPort: guest.port });
  assert.match(await ask('GET / HTTP/1.1\r\n\r\n'), /503/);
  assert.match(pokes.join('\n'), /found the tunnel path closed/);
});
