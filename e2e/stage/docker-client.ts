/**
 * The judge: a Docker client that knows nothing of Fairlead but DOCKER_HOST. It verifies the engine as the
 * docker command does, by the name in that address against the certificate that is served, and shows the
 * store's client certificate.
 */
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';

export interface DockerClientOptions {
  /** DOCKER_HOST: `tcp://name:port` or `unix:///path`. */
  readonly dockerHost: string;
  /** DOCKER_CERT_PATH. */
  readonly certPath: string;
  /** Port of the proxy that plays the kernel for addresses that are not on this computer. */
  readonly proxyPort: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export type Ping =
  { readonly kind: 'answers'; readonly ms: number } | { readonly kind: 'fails'; readonly why: string };

/** `GET /_ping`. Never throws. */
export async function ping(options: DockerClientOptions): Promise<Ping> {
  const start = performance.now();
  const sockets: Socket[] = [];
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal === undefined ? limit : AbortSignal.any([limit, options.signal]);
  try {
    const answer = await Promise.race([ask(options, sockets), aborted(signal)]);
    // The body may come whole or in chunks.
    if (!/^HTTP\/1\.1 200 [^]*\r\n(?:\r\n|2\r\n)OK/.test(answer)) return fails(answer.split('\r\n')[0] ?? '');
    return { kind: 'answers', ms: performance.now() - start };
  } catch (error) {
    return fails((error as Error).message);
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** A connection to the engine on which requests may be sent; the caller destroys it. */
export function openConnection(options: DockerClientOptions): Promise<Socket> {
  return open(options, { url: new URL(options.dockerHost), sockets: [] });
}

function fails(why: string): Ping {
  return { kind: 'fails', why };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = (): void => reject(new Error('i/o timeout'));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
  });
}

async function ask(options: DockerClientOptions, sockets: Socket[]): Promise<string> {
  const url = new URL(options.dockerHost);
  const socket = await open(options, { url, sockets });
  socket.write(
    `GET /_ping HTTP/1.1\r\nHost: ${url.host === '' ? 'docker' : url.host}\r\nConnection: close\r\n\r\n`,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').trimEnd();
}

interface Opening {
  readonly url: URL;
  readonly sockets: Socket[];
}

async function open(options: DockerClientOptions, { url, sockets }: Opening): Promise<Socket> {
  if (url.protocol === 'unix:') return connected(connectTcp(url.pathname), sockets);
  const plain = (): Promise<Socket> => reach(options, { url, sockets });
  // The docker command shows its certificate only to an engine it has verified. Node verifies after the
  // handshake, so a first connection asks who is there, and only the second one says who is asking.
  const first = await secured(await plain(), { options, url, sockets, present: false });
  first.destroy();
  return secured(await plain(), { options, url, sockets, present: true });
}

function reach(options: DockerClientOptions, { url, sockets }: Opening): Promise<Socket> {
  const port = Number(url.port);
  const isLocal = url.hostname === 'localhost' || url.hostname.startsWith('127.');
  return isLocal
    ? connected(connectTcp(port, '127.0.0.1'), sockets)
    : throughProxy({ ...options, host: url.hostname, port, sockets });
}

interface Securing extends Opening {
  readonly options: DockerClientOptions;
  readonly present: boolean;
}

async function secured(plain: Socket, { options, url, sockets, present }: Securing): Promise<Socket> {
  const isName = !/^[\d.]+$/.test(url.hostname);
  const pem = (name: string): Buffer => readFileSync(path.join(options.certPath, name));
  const tls = connectTls({
    socket: plain,
    // Node checks the certificate against `host`: a name by its DNS names, an address by its addresses.
    host: url.hostname,
    ...(isName ? { servername: url.hostname } : {}),
    ca: pem('ca.pem'),
    ...(present ? { cert: pem('cert.pem'), key: pem('key.pem') } : {}),
  });
  sockets.push(tls);
  await new Promise<void>((resolve, reject) => {
    tls.once('secureConnect', resolve);
    tls.once('error', reject);
    tls.once('close', () => reject(new Error('connection reset by peer')));
  });
  tls.on('error', () => undefined);
  return tls;
}

async function throughProxy(options: {
  readonly host: string;
  readonly port: number;
  readonly proxyPort: number;
  readonly sockets: Socket[];
}): Promise<Socket> {
  const socket = await connected(connectTcp(options.proxyPort, '127.0.0.1'), options.sockets);
  const octets = options.host.split('.').map(Number);
  socket.write(Uint8Array.of(5, 1, 0));
  await exactly(socket, 2);
  socket.write(Uint8Array.of(5, 1, 0, 1, ...octets, options.port >> 8, options.port & 0xff));
  const [, code] = await exactly(socket, 10);
  if (code !== 0) throw new Error(code === 5 ? 'connection refused' : 'no route to host');
  return socket;
}

async function connected(socket: Socket, sockets: Socket[]): Promise<Socket> {
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  socket.on('error', () => undefined);
  return socket;
}

function exactly(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const take = (): void => {
      const chunk = socket.read(count) as Buffer | null;
      if (chunk === null) return;
      socket.off('readable', take);
      resolve(chunk);
    };
    socket.on('readable', take);
    socket.once('close', () => reject(new Error('connection reset by peer')));
    take();
  });
}
