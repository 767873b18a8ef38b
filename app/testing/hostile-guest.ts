import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import ssh2, { type Connection, type ServerChannel, type Session } from 'ssh2';

/** What a guest that means no good does where a real one would do its work. Everything before that is real SSH. */
export interface HostileGuestOptions {
  readonly onConnection?: (connection: Connection) => void;
  /** Default: lets everybody in. `hang` never answers. */
  readonly authentication?: 'accept' | 'hang';
  /** Default: a session is accepted. `hang` never confirms the channel. */
  readonly session?: 'accept' | 'hang';
  /** A command that has been accepted; without it, exec is never answered. */
  readonly exec?: (channel: ServerChannel, command: string) => void;
}

export interface HostileGuest extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open now. */
  readonly open: () => number;
}

export async function startHostileGuest(options: HostileGuestOptions): Promise<HostileGuest> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const hostKey = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) => {
      if (options.authentication !== 'hang') context.accept();
    });
    connection.on('session', (accept) => {
      if (options.session === 'hang') return;
      const session: Session = accept();
      session.on('exec', (acceptExec, _reject, { command }) => {
        if (options.exec === undefined) return;
        const channel = acceptExec();
        channel.on('error', () => undefined);
        options.exec(channel, command);
      });
    });
    options.onConnection?.(connection);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    open: () => connections.size,
    [Symbol.asyncDispose]: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Writes the same chunk for as long as somebody takes it. */
export function flood(stream: NodeJS.WritableStream & { destroyed?: boolean }, chunk: Buffer): void {
  const more = (): void => {
    for (let turns = 0; turns < 50 && stream.writable; turns += 1) if (!stream.write(chunk)) return;
    if (stream.writable) setImmediate(more);
  };
  stream.on('drain', more);
  more();
}
