/** The engine of this benchmark, a process of its own: HTTPS with mutual TLS, a ping, and streams both ways. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const [directory = ''] = process.argv.slice(2);
const read = (file: string): Buffer => readFileSync(path.join(directory, file));
const chunk = Buffer.alloc(256 * 1024, 'x');

const server = createServer(
  {
    cert: read('server.pem'),
    key: read('server-key.pem'),
    ca: read('ca.pem'),
    requestCert: true,
    rejectUnauthorized: true,
    noDelay: true,
  },
  (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine');
    if (url.pathname === '/up') {
      request.resume();
      request.on('end', () => response.end('OK'));
      return;
    }
    if (url.pathname !== '/down') return void response.end('OK');
    let left = Number(url.searchParams.get('bytes'));
    response.setHeader('Content-Length', left);
    const push = (): void => {
      while (left > 0) {
        const part = chunk.subarray(0, Math.min(left, chunk.length));
        left -= part.length;
        if (!response.write(part)) return void response.once('drain', push);
      }
      response.end();
    };
    push();
  },
);
server.on('tlsClientError', () => undefined);
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit());
