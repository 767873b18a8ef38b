import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { ContainerWatch } from '../platform/docker/container-watch.ts';
import { systemClock } from '../platform/process/clock.ts';
import { echo, endpointWorld, engineOf, forward } from '../testing/endpoint-world.ts';
import { silentLog } from '../testing/silent-log.ts';
import { dialEngine } from './carrier.ts';

const timeoutMs = 2000;

test('Fairlead that follows the containers is no user of the machine; a client of the socket is one', async (t) => {
  const http = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    if (request.url?.includes('/events') === true) return response.flushHeaders();
    return response.end('[]');
  });
  const engine = await engineOf(t, (socket) => void http.emit('connection', socket));
  const { endpoint, reach, ask } = await endpointWorld(t, { ways: [forward(engine)] });
  let told: () => void = () => undefined;
  const looked = new Promise<void>((resolve) => (told = resolve));
  const watch = new ContainerWatch({
    machine: 'default',
    clock: systemClock,
    log: silentLog,
    changed: () => told(),
    connect: () => dialEngine(endpoint, { reach, clock: systemClock, timeoutMs }),
  });
  await looked;
  assert.deepEqual([endpoint.isInUse, endpoint.view.connections], [false, 0]);
  // Neither did it have lines made ready for clients: one for the events, one for the list.
  assert.equal(engine.seen.connections, 2);
  await ask('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
  assert.equal(endpoint.isInUse, true);
  watch.stop();
});

test('its own line to the engine ends with the path, and where there is none it is told what a client is', async (t) => {
  const engine = await engineOf(t, echo);
  const direct = { ...forward(engine), kind: 'direct' as const };
  const { endpoint, reach, update } = await endpointWorld(t, { ways: [direct] });
  const about = { reach, clock: systemClock, timeoutMs };
  const line = await dialEngine(endpoint, about);
  line.write('whole');
  assert.equal(String((await once(line, 'data'))[0]), 'whole');
  const ended = once(line, 'close');
  update({ ways: [], routed: false, obstacle: { sentence: 'default is off', lasting: true } });
  await ended;
  await assert.rejects(dialEngine(endpoint, about), /default is off/);
});
