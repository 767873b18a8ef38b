/**
 * A stranger at the guest's address: some other computer of the corporate network that happens to have it.
 * It is as nasty as it can be, speaks TLS, asks for a client certificate and says OK to everything, and it
 * counts what it was shown, because nothing of ours must ever reach it.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { dates, leaf, newAuthority, serverExtensions } from '../../app/testing/make-store.ts';

export interface Decoy extends AsyncDisposable {
  readonly port: number;
  /** TCP connections that were opened. */
  readonly connections: number;
  /** Requests that it was sent. */
  readonly requests: number;
  /** Client certificates that it was shown. */
  readonly certificates: number;
}

export async function startDecoy(guestIp: string): Promise<Decoy> {
  const authority = await newAuthority('corp', { ca: 'ec' });
  const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = leaf(authority, {
    organization: 'corp.printers',
    key,
    dates: dates(),
    extensions: serverExtensions({ servedNames: ['printer.corp.example', guestIp], guestIp }),
  });
  const seen = { connections: 0, requests: 0, certificates: 0 };
  const sockets = new Set<Duplex>();
  const server = createServer(
    {
      cert: pem,
      key: key.export({ type: 'pkcs1', format: 'pem' }),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (_request, response) => {
      seen.requests += 1;
      response.end('OK');
    },
  );
  server.on('connection', (socket) => {
    seen.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    if (Object.keys(socket.getPeerCertificate()).length > 0) seen.certificates += 1;
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return seen.connections;
    },
    get requests() {
      return seen.requests;
    },
    get certificates() {
      return seen.certificates;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
