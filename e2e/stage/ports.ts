import { type AddressInfo, createServer, type Server } from 'node:net';
import { listen } from './socks.ts';

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await listen(server);
  const { port } = server.address() as AddressInfo;
  await close(server);
  return port;
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch {
    return false;
  }
  await close(server);
  return true;
}

/**
 * First of a run of free ports for forwards. Two stages at once each need their own, so only the demo asks
 * for Docker's usual port, and gets another when it is taken.
 */
export async function freeRun(wanted: number | undefined, length = 4): Promise<number> {
  const candidates = [
    ...(wanted === undefined ? [] : [wanted]),
    ...Array.from({ length: 20 }, () => 20_000 + Math.floor(Math.random() * 12_000)),
  ];
  for (const first of candidates) {
    const free = await Promise.all(Array.from({ length }, (_, index) => isFree(first + index)));
    if (!free.includes(false)) return first;
  }
  throw new Error('no run of free ports on 127.0.0.1 was found');
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}
