import { once } from 'node:events';
import type http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TestContext } from 'node:test';
import type { MadeMachine } from './make-store.ts';

const api: Record<string, unknown> = {
  '/version': { Version: '19.03.12', ApiVersion: '1.40' },
  // Two hours ahead, in the form of Go.
  '/info': {
    LiveRestoreEnabled: true,
    get SystemTime() {
      return new Date(Date.now() + 7_200_000).toISOString().replace('Z', '987654Z');
    },
  },
  '/containers/json': [{ Id: 'abc', Names: ['/web'], Image: 'nginx', State: 'running' }],
};

/** What a healthy engine answers to the few questions that Fairlead has; 404 to all others. */
export function answerAsEngine(request: http.IncomingMessage, response: http.ServerResponse): void {
  if (request.url === '/_ping') return void response.end('OK');
  const body = api[request.url?.split('?')[0] ?? ''];
  response.statusCode = body === undefined ? 404 : 200;
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body ?? {}));
}

/** Listens on 127.0.0.1 until the test ends. Resolves with the port. */
export async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

/** The engine of this machine, with HTTP behind mutual TLS; `options` make it another one. Resolves with its port. */
export function httpsEngine(
  t: TestContext,
  made: MadeMachine,
  {
    handler = answerAsEngine,
    ...options
  }: https.ServerOptions & { readonly handler?: http.RequestListener } = {},
): Promise<number> {
  const server = https.createServer(
    {
      cert: made.serverPem,
      key: made.serverKeyPem,
      ca: made.caPem,
      requestCert: true,
      rejectUnauthorized: true,
      ...options,
    },
    handler,
  );
  server.on('tlsClientError', () => undefined);
  return listening(t, server);
}
