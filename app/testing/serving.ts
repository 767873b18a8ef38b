import { connect as dialSocket } from 'node:net';
import type { Client } from '../../shared/control/contract.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { clientAt } from '../control/client.ts';
import { startServer } from '../control/server.ts';
import { homeAt, type Home } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { MemoryCore } from './memory-core.ts';
import { MemoryLog } from './memory-log.ts';
import { snapshot } from './snapshots.ts';
import { temporaryFolder } from './temporary.ts';

export interface Serving extends AsyncDisposable {
  readonly home: Home;
  readonly core: MemoryCore;
  readonly log: MemoryLog;
  readonly client: Client;
  close(): Promise<void>;
}

/** A real server on a real socket over a MemoryCore, ended with its block. */
export async function serving(
  options: { readonly requestMs?: number; readonly snapshot?: Snapshot } = {},
): Promise<Serving> {
  const folder = temporaryFolder();
  const home = homeAt(folder.at('home'));
  prepareHome(home);
  const core = new MemoryCore(options.snapshot ?? snapshot());
  const log = new MemoryLog();
  const { requestMs } = options;
  const server = await startServer({
    socket: home.socket,
    handlers: core.handlers,
    log,
    version: '0.0.0-test',
    ...(requestMs === undefined ? {} : { requestMs }),
  });
  const close = (): Promise<void> => server.close(500);
  return {
    home,
    core,
    log,
    client: clientAt(home.socket),
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      folder[Symbol.dispose]();
    },
  };
}

/** Sends bytes as they are and resolves with everything that came back until the other side closed. */
export function sendRaw(socket: string, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const connection = dialSocket(socket);
    connection.on('data', (chunk) => chunks.push(chunk));
    // A refusal may arrive while we still write: what came back counts, not that writing failed.
    connection.on('error', () => undefined);
    connection.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    connection.write(bytes);
  });
}

/** A whole request by hand; headers given replace the usual ones, `undefined` leaves one out. */
export function requestText(
  line: string,
  headers: Readonly<Record<string, string | undefined>> = {},
  body = '',
): string {
  const all: Record<string, string | undefined> = { Host: 'fairlead', Connection: 'close', ...headers };
  if (body !== '' && !('Content-Length' in all)) all['Content-Length'] = String(Buffer.byteLength(body));
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  );
  return `${[`${line} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n${body}`;
}

/** Status and JSON body of an answer. */
export function parsedAnswer(answer: string): {
  readonly status: number;
  readonly body: Record<string, unknown>;
} {
  const at = answer.indexOf('\r\n\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
  return { status, body: JSON.parse(answer.slice(at + 4)) as Record<string, unknown> };
}

/** Resolves when the condition holds. Fails after ten seconds: long enough for a computer that is busy otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('the condition did not come true within 10 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
