/**
 * The proxy through which the daemon dials guest addresses. It plays the kernel: the world's table decides
 * where a connection goes, and a connection that is open when its way changes goes silent, as it does
 * when a real route is taken from under it. SOCKS version 5, RFC 1928; CONNECT, without authentication.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Delivery, deliver, type Target } from './delivery.ts';
import type { World } from './world.ts';

export interface SocksServer extends AsyncDisposable {
  readonly port: number;
}

interface Flow {
  readonly to: { readonly address: number; readonly port: number };
  readonly way: string;
  readonly client: Socket;
  readonly remote: Socket;
  stopped: boolean;
}

const reply = { granted: 0, unreachable: 4, refused: 5, notSupported: 7, addressNotSupported: 8 } as const;

export async function startSocks(world: World): Promise<SocksServer> {
  const sockets = new Set<Socket>();
  const flows = new Set<Flow>();
  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    void greet(client, world, (flow) => {
      flows.add(flow);
      sockets.add(flow.remote);
      flow.client.on('close', () => flows.delete(flow));
    });
  });
  world.onChange(() => {
    for (const flow of flows) follow(flow, world);
  });
  await listen(server);
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function greet(client: Socket, world: World, opened: (flow: Flow) => void): Promise<void> {
  const bytes = reader(client);
  const [version, methods] = await bytes(2);
  if (version !== 5 || methods === undefined) return void client.destroy();
  await bytes(methods);
  client.write(Uint8Array.of(5, 0));
  const [, command, , kind] = await bytes(4);
  if (command !== 1) return refuse(client, reply.notSupported);
  if (kind !== 1) return refuse(client, reply.addressNotSupported);
  const rest = await bytes(6);
  const to = { address: rest.readUInt32BE(0), port: rest.readUInt16BE(4) };
  const delivery = deliver(world, to);
  switch (delivery.kind) {
    case 'lost':
      // The request is taken and never answered, which is what a black hole looks like from a socket.
      return;
    case 'refused':
      return refuse(client, reply.refused);
    case 'unreachable':
      return refuse(client, reply.unreachable);
    case 'machine':
    case 'stranger': {
      const remote = dial(delivery.target);
      remote.once('error', () => refuse(client, reply.refused));
      remote.once('connect', () => {
        client.write(granted);
        opened({ to, way: wayOf(delivery), client, remote, stopped: false });
        join(client, remote);
      });
    }
  }
}

const granted = Uint8Array.of(5, reply.granted, 0, 1, 127, 0, 0, 1, 0, 0);

function refuse(client: Socket, code: number): void {
  client.end(Uint8Array.of(5, code, 0, 1, 0, 0, 0, 0, 0, 0));
}

export function dial(target: Target): Socket {
  return target.kind === 'socket' ? connect(target.path) : connect(target.port, '127.0.0.1');
}

/** Joins two sockets until either ends. */
export function join(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

function wayOf(delivery: Delivery): string {
  return 'target' in delivery ? JSON.stringify(delivery) : delivery.kind;
}

/** Stops a flow whose way has changed, and lets it go on when the way is back: TCP would resend. */
function follow(flow: Flow, world: World): void {
  const { client, remote } = flow;
  const holds = wayOf(deliver(world, flow.to)) === flow.way;
  if (holds === !flow.stopped) return;
  flow.stopped = !holds;
  if (holds) {
    client.pipe(remote);
    remote.pipe(client);
  } else {
    for (const [from, to] of [
      [client, remote],
      [remote, client],
    ] as const) {
      from.unpipe(to);
      from.pause();
    }
  }
}

/** Reads exactly so many bytes at a time; what comes after the last request stays in the socket. */
function reader(socket: Socket): (count: number) => Promise<Buffer> {
  return (count) =>
    new Promise((resolve) => {
      const take = (): void => {
        const chunk = socket.read(count) as Buffer | null;
        if (chunk === null) return;
        socket.off('readable', take);
        resolve(chunk);
      };
      socket.on('readable', take);
      take();
    });
}

export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
