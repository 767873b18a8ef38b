import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import type { MadeMachine } from './make-store.ts';

/** An engine's port with real mutual TLS, and whatever a test lets it speak behind that. */
export interface RawEngine extends AsyncDisposable {
  readonly port: number;
  /** Connections since it began, and how many of them resumed a TLS session. */
  readonly seen: { connections: number; resumed: number };
  /** Ends all connections with a reset, as a stopped engine does. */
  readonly hangUp: () => void;
}

export async function startRawEngine(
  made: MadeMachine,
  serve: (socket: TLSSocket) => void,
  port = 0,
): Promise<RawEngine> {
  const sockets = new Set<Socket>();
  const seen = { connections: 0, resumed: 0 };
  const server = tls.createServer(
    {
      cert: made.serverPem,
      key: made.serverKeyPem,
      ca: made.caPem,
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
      noDelay: true,
    },
    (socket) => {
      seen.connections += 1;
      if (socket.isSessionReused()) seen.resumed += 1;
      socket.on('error', () => undefined);
      serve(socket);
    },
  );
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const hangUp = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    hangUp,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
