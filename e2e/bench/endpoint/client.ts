import http from 'node:http';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

/** Opens one connection to the engine, by whatever way this client has. */
export type Connect = () => Promise<Duplex>;

/** One HTTP call over an open connection; the answer's bytes are counted and forgotten. */
export async function call(
  connection: Duplex,
  { path, upload = 0, keep = false }: { path: string; upload?: number; keep?: boolean },
): Promise<number> {
  const request = http.request({
    createConnection: () => connection,
    path,
    method: upload > 0 ? 'POST' : 'GET',
    headers: { Host: 'docker', Connection: keep ? 'keep-alive' : 'close' },
  });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  const chunk = Buffer.alloc(256 * 1024, 'x');
  for (let left = upload; left > 0; left -= chunk.length)
    if (!request.write(left < chunk.length ? chunk.subarray(0, left) : chunk)) await once(request, 'drain');
  request.end();
  const [response] = await answered;
  let bytes = 0;
  response.on('data', (part: Buffer) => (bytes += part.length));
  await once(response, 'end');
  return bytes;
}

export async function newConnection(connect: Connect): Promise<number> {
  const began = performance.now();
  const connection = await connect();
  await call(connection, { path: '/_ping' });
  const ms = performance.now() - began;
  connection.destroy();
  return ms;
}

/** `count` calls one after the other on one connection, as raw HTTP: an agent would add its own time. */
export async function keptCalls(connect: Connect, count: number): Promise<number[]> {
  const connection = await connect();
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const began = performance.now();
    connection.write('GET /_ping HTTP/1.1\r\nHost: docker\r\n\r\n');
    await once(connection, 'data');
    times.push(performance.now() - began);
    await turn();
  }
  connection.destroy();
  return times;
}

/** Connections a second, eight at once. */
export async function rate(connect: Connect, count: number): Promise<number> {
  const began = performance.now();
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await newConnection(connect);
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return (1000 * count) / (performance.now() - began);
}

/** MB/s of one large stream. */
export async function throughput(connect: Connect, way: 'down' | 'up', bytes: number): Promise<number> {
  const connection = await connect();
  const began = performance.now();
  if (way === 'down') await call(connection, { path: `/down?bytes=${bytes}` });
  else await call(connection, { path: '/up', upload: bytes });
  const seconds = (performance.now() - began) / 1000;
  connection.destroy();
  return bytes / 1_000_000 / seconds;
}
