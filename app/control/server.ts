import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { contract, type Handlers, type MethodName } from '../../shared/control/contract.ts';
import { FailureError, failures, type Failure } from '../../shared/control/failure.ts';
import { openApiPath, protocol, protocolHeader, versionHeader } from '../../shared/control/wire.ts';
import { fileTrouble } from '../home/file-trouble.ts';
import type { Log } from '../ports.ts';
import { writeFeed, type FeedName } from './feed-writer.ts';
import { openApi } from './openapi.ts';
import { checkHeaders, checkInput, inputFromBody, inputFromSearch, route } from './request.ts';
import { type Bound, listenOwn } from '../home/listen-own.ts';
import { UnderWay } from './under-way.ts';

export interface ServerOptions {
  /** Path of the socket; nothing may be there (app/control/claim.ts sees to that). */
  readonly socket: string;
  readonly handlers: Handlers;
  readonly log: Log;
  readonly version: string;
  /** Milliseconds for a request to arrive whole. Default 10 s, its head half of that. */
  readonly requestMs?: number;
}

export interface ControlServer {
  /** Takes no more requests, ends feeds, waits for running commands, then cuts. Milliseconds. */
  close(deadlineMs?: number): Promise<void>;
  /** Whether the socket still lies at its path. */
  isThere(): boolean;
  /** Listens at the path anew, after it was taken away; who is connected stays. Rejects when it cannot listen. */
  listenAgain(): Promise<void>;
}

type AnyHandler = (input: unknown, signal: AbortSignal) => unknown;

/** Serves the contract over HTTP/1.1 on a Unix socket with mode 0600. Rejects when it cannot listen. */
export async function startServer(options: ServerOptions): Promise<ControlServer> {
  const closing = new AbortController();
  const exchange = { closing: closing.signal, underWay: new UnderWay(), ...options };
  const open = async (): Promise<Listening> => {
    const server = makeServer(options.requestMs);
    server.on('request', (request, response) => void answer({ request, response, ...exchange }));
    return { server, bound: await listenOwn(server, options.socket) };
  };
  let newest = await open();
  // Those of which the path was taken away, for as long as somebody is connected to them.
  const earlier = new Set<Listening>();
  return {
    isThere: () => newest.bound.isThere(),
    listenAgain: async () => {
      const before = newest;
      earlier.add(before);
      before.server.once('close', () => earlier.delete(before));
      before.bound.unbind();
      newest = await open();
    },
    close: async (deadlineMs = 2000) => {
      closing.abort();
      await Promise.all([newest, ...earlier].map((one) => close(one, deadlineMs)));
    },
  };
}

interface Listening {
  readonly server: Server;
  readonly bound: Bound;
}

function makeServer(requestMs = 10_000): Server {
  const server = createServer({
    maxHeaderSize: 8 * 1024,
    headersTimeout: requestMs / 2,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1000, requestMs / 4),
    keepAliveTimeout: 5000,
  });
  server.maxConnections = 1000;
  server.maxHeadersCount = 50;
  server.on('clientError', refuseUnreadable);
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('connect', (_request, socket) => socket.destroy());
  return server;
}

function close({ server, bound }: Listening, deadlineMs: number): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.once('close', () => {
      clearTimeout(cut);
      resolve();
    });
    bound.unbind();
    server.closeIdleConnections();
  });
}

interface Exchange extends ServerOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly closing: AbortSignal;
  readonly underWay: UnderWay;
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, closing, log } = exchange;
  response.setHeader(protocolHeader, protocol);
  response.setHeader(versionHeader, exchange.version);
  response.setHeader('Cache-Control', 'no-store');
  response.on('error', () => undefined);
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  response.on('close', abort);
  const failureOf = (error: unknown): Failure =>
    describe({ error, url: request.url ?? '', log, socket: exchange.socket });
  try {
    exchange.underWay.enter(request, response);
    checkHeaders(request);
    if (closing.aborted) throw new FailureError('shutting-down', 'the daemon is shutting down');
    if (request.method === 'GET' && request.url === openApiPath) return sendJson(response, 200, openApi());
    const { name, search } = route(request);
    const raw = contract[name].kind === 'command' ? await inputFromBody(request) : inputFromSearch(search);
    const input = checkInput(name, raw);
    const handler = exchange.handlers[name] as unknown as AnyHandler;
    if (!isFeed(name)) {
      const output = await handler(input, gone.signal);
      // Read anew: the server may have begun to close while the handler ran.
      if (exchange.closing.aborted) response.setHeader('Connection', 'close');
      return sendJson(response, 200, output);
    }
    closing.addEventListener('abort', abort, { once: true });
    response.on('close', () => closing.removeEventListener('abort', abort));
    const source = handler(input, gone.signal) as AsyncIterable<unknown>;
    // No keep-alive: the end of the feed is the end of the connection, so a closing server need not wait.
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson', Connection: 'close' }).flushHeaders();
    await writeFeed(name, { response, source, signal: gone.signal, failureOf });
  } catch (error) {
    const failure = failureOf(error);
    if (!request.complete) discard(request, response);
    sendJson(response, failures[failure.code].status, failure);
  }
}

function isFeed(name: MethodName): name is FeedName {
  return contract[name].kind === 'feed';
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
}

/** Reads on for a while after a refusal: a sender that is cut off while it writes never sees the answer. */
function discard(request: IncomingMessage, response: ServerResponse): void {
  let left = 4 * 1024 * 1024;
  response.setHeader('Connection', 'close');
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.socket.destroy();
  });
}

function describe(context: { error: unknown; url: string; log: Log; socket: string }): Failure {
  const { error, url, log } = context;
  if (error instanceof FailureError) {
    if (error.cause !== undefined)
      log.debug(
        `${url}: ${error.cause instanceof Error ? error.cause.message : JSON.stringify(error.cause)}`,
      );
    const { code, message, hint } = error;
    return { code, message, ...(hint === undefined ? {} : { hint }), retryable: failures[code].retryable };
  }
  const trouble = fileTrouble(error, path.dirname(context.socket));
  if (trouble !== undefined) {
    log.warn(`${url}: ${trouble.message}`);
    return { code: 'not-possible', ...trouble, retryable: failures['not-possible'].retryable };
  }
  log.error(`${url} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return {
    code: 'internal',
    message: 'something went wrong inside the daemon; its log has the details',
    hint: 'fairlead logs',
    retryable: failures.internal.retryable,
  };
}

/** What is no HTTP, or comes too slowly, gets a Failure too, by hand: there is no request to answer. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [line, code, message]: [string, Failure['code'], string] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'too-large', 'the head of the request is longer than 8 KiB']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ['408 Request Timeout', 'bad-request', 'the request did not arrive in time']
        : ['400 Bad Request', 'bad-request', 'this is not a request in HTTP/1.1'];
  const body = `${JSON.stringify({ code, message, retryable: false })}\n`;
  const head = `HTTP/1.1 ${line}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  socket.end(`${head}\r\n${protocolHeader}: ${protocol}\r\nConnection: close\r\n\r\n${body}`, () =>
    socket.destroy(),
  );
}
