import net, { type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ListenerOptions {
  readonly port: number;
  /** Opens the line into the machine for one client. */
  readonly dial: () => Promise<Duplex>;
  readonly carry: (client: Duplex, line: Duplex) => void;
  /** A client could not be carried. */
  readonly missed: (error: Error) => void;
}

/** One open port of 127.0.0.1. */
export class LocalListener {
  readonly #server: Server;
  readonly #clients: Set<Socket>;

  private constructor(server: Server, clients: Set<Socket>) {
    this.#server = server;
    this.#clients = clients;
  }

  /** Rejects with the system's error, EADDRINUSE or EACCES. */
  static open(options: ListenerOptions): Promise<LocalListener> {
    const clients = new Set<Socket>();
    // Half-open, as what is carried may end its two halves one after the other; paused, so that nothing is read
    // before there is somewhere to put it.
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    server.on('connection', (client) => {
      clients.add(client);
      client.on('error', () => undefined);
      client.once('close', () => clients.delete(client));
      void serve(client, options);
    });
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: '127.0.0.1', port: options.port, exclusive: true }, () => {
        // A listener that fails later (too many open files) loses that one client, not the daemon.
        server.off('error', reject).on('error', options.missed);
        resolve(new LocalListener(server, clients));
      });
    });
  }

  get connections(): number {
    return this.#clients.size;
  }

  /** No further clients; those that are connected end as their container does, or with `stop`. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      if (this.#clients.size > 0) resolve();
    });
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.close();
  }
}

async function serve(client: Socket, { dial, carry, missed }: ListenerOptions): Promise<void> {
  try {
    const line = await dial();
    if (client.destroyed) line.destroy();
    else carry(client, line);
  } catch (error) {
    // A reset says at once that nobody is there, where an orderly end would look like an empty answer.
    client.resetAndDestroy();
    missed(error instanceof Error ? error : new Error(String(error)));
  }
}
