import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';
import path from 'node:path';
import { labTest } from './lab-test.ts';

const lab = { machines: [{ name: 'default', servedNames: ['192.168.99.100'] }] } as const;

/** What `docker buildx` and compose speak: HTTP/2 on a connection that began as HTTP/1.1. */
async function buildKit(socketPath: string): Promise<http2.ClientHttp2Session> {
  const headers = { Connection: 'Upgrade', Upgrade: 'h2c', Host: 'docker' };
  const request = http.request({ socketPath, path: '/grpc', method: 'POST', agent: false, headers }).end();
  const [answer, socket, head] = (await once(request, 'upgrade')) as [http.IncomingMessage, Socket, Buffer];
  assert.equal(answer.statusCode, 101);
  if (head.length > 0) socket.unshift(head);
  return http2.connect('http://docker', { createConnection: () => socket });
}

/** BuildKit's own status of a call: 0 is good. */
async function listWorkers(session: http2.ClientHttp2Session): Promise<unknown> {
  const stream = session.request({
    ':method': 'POST',
    ':path': '/moby.buildkit.v1.Control/ListWorkers',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  let status: unknown;
  stream.on('trailers', (trailers: http2.IncomingHttpHeaders) => (status = trailers['grpc-status']));
  stream.on('response', (headers: http2.IncomingHttpHeaders) => (status ??= headers['grpc-status']));
  stream.end(Buffer.alloc(5)).resume();
  await once(stream, 'close');
  return status;
}

async function get(agent: http.Agent, socketPath: string): Promise<{ code?: number; reused: boolean }> {
  const request = http.get({ socketPath, path: '/version', agent, headers: { Host: 'docker' } });
  const [answer] = (await once(request, 'response')) as [http.IncomingMessage];
  answer.resume();
  await once(answer, 'end');
  return {
    ...(answer.statusCode === undefined ? {} : { code: answer.statusCode }),
    reused: request.reusedSocket,
  };
}

labTest(
  "BuildKit's upgraded connection, a kept idle one, an event stream and bursts of calls live through a VPN's visit",
  { lab, limitMs: 90_000 },
  async (play, lab) => {
    const file = path.join(lab.names.fairlead, 'machines/default/docker.sock');
    await play.step('a forward or tunnel carries', async () => {
      const by = (await play.snapshot()).machines[0]?.endpoint?.carriedBy ?? 'none';
      return by === 'forward' || by === 'tunnel' ? undefined : by;
    });
    using agent = destroyed(new http.Agent({ keepAlive: true, maxSockets: 1 }));
    const session = await buildKit(file);
    const ended = new Set<string>();
    session.on('close', () => ended.add('BuildKit'));
    assert.equal(await listWorkers(session), '0');
    assert.deepEqual(await get(agent.value, file), { code: 200, reused: false });
    const asked = http.get({ socketPath: file, path: '/events', agent: false, headers: { Host: 'docker' } });
    const [events] = (await once(asked, 'response')) as [http.IncomingMessage];
    events.on('error', () => undefined).on('close', () => ended.add('events'));
    events.resume();

    for (const turn of ['connect', 'disconnect'] as const) {
      await (turn === 'connect' ? lab.vpn.connect('whole-network') : lab.vpn.disconnect());
      // A project's start asks much at once.
      const burst = await Promise.all(
        Array.from({ length: 24 }, async () => {
          const once = new http.Agent();
          return (await get(once, file)).code;
        }),
      );
      assert.deepEqual(new Set(burst), new Set([200]), turn);
      assert.equal(await listWorkers(session), '0', turn);
      assert.deepEqual(await get(agent.value, file), { code: 200, reused: true }, turn);
    }
    assert.deepEqual([...ended], []);
    session.destroy();
    events.destroy();
  },
);

function destroyed(value: http.Agent): Disposable & { readonly value: http.Agent } {
  return { value, [Symbol.dispose]: () => value.destroy() };
}
