import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../../shared/control/contract.ts';
import { answerPage } from './answer.ts';
import { readPageFiles } from './files.ts';
import { Gate } from './gate.ts';
import { Reports } from './reports.ts';

export interface PanelServerOptions {
  /** Finds the daemon; asked anew for each call. */
  readonly daemon: () => Promise<Client>;
  /** Holds the bundle (files.ts). */
  readonly folder: string;
  /** 0, or left out, takes any free port. */
  readonly port?: number;
}

export interface PanelServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  /** The link that opens the panel, once. Undefined after that. */
  link(): string | undefined;
  close(): Promise<void>;
}

/** Serves the panel to this computer alone: 127.0.0.1, and whoever holds the link. Rejects when it cannot listen. */
export async function startPanelServer(options: PanelServerOptions): Promise<PanelServer> {
  const files = readPageFiles(options.folder);
  const closing = new AbortController();
  const server = createServer({
    maxHeaderSize: 8 * 1024,
    headersTimeout: 5000,
    requestTimeout: 10_000,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: 5000,
  });
  server.maxConnections = 100;
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('connect', (_request, socket) => socket.destroy());
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const gate = new Gate({ port });
  const reports = new Reports();
  server.on('request', (request, response) => {
    void answerPage({
      request,
      response,
      gate,
      files,
      reports,
      daemon: options.daemon,
      closing: closing.signal,
    });
  });
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    closing.abort();
    server.closeIdleConnections();
    // A page that is just being answered has a moment; a browser that holds on has none.
    const cut = setTimeout(() => server.closeAllConnections(), 500);
    await closed;
    clearTimeout(cut);
  };
  return { port, origin: gate.origin, link: () => gate.link, close, [Symbol.asyncDispose]: close };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
