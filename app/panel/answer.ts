import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Client } from '../../shared/control/contract.ts';
import { bodyLimit } from '../../shared/control/wire.ts';
import { callForPage } from './call.ts';
import type { PageFile } from './files.ts';
import type { Gate } from './gate.ts';
import { arrivalPage, refusalPage } from './pages.ts';
import { reportAddress, type Reports } from './reports.ts';
import { sights } from './sights.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly gate: Gate;
  readonly files: ReadonlyMap<string, PageFile>;
  readonly daemon: () => Promise<Client>;
  readonly closing: AbortSignal;
  readonly reports: Reports;
}

/** The page asks nobody but us, runs nobody's script but ours, and is shown in nobody's frame. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/** Answers one request of a browser. Never rejects. */
export async function answerPage(exchange: Exchange): Promise<void> {
  const { request, response, gate, files } = exchange;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.on('error', () => undefined);
  const objection = gate.objection(request.headers);
  if (objection !== undefined) return refuse(exchange, 403, objection);
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  if (path.startsWith('/open/')) return arrive(exchange, path.slice('/open/'.length));
  if (!gate.isKnown(request.headers)) return refuse(exchange, 403, 'This browser has not been let in.');
  if (path.startsWith('/api/')) return answerApi(exchange, path.slice('/api/'.length));
  const isReport = path === reportAddress;
  const file = isReport ? await exchange.reports.read() : files.get(path);
  if (file === undefined) return refuse(exchange, 404, 'There is nothing at this address.');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(exchange, 405, 'Pages are only read.');
  if (isReport) response.setHeader('Content-Disposition', exchange.reports.disposition);
  send(exchange, { status: 200, ...file });
}

/** A HEAD comes from previews of links; it must not use the link up. */
function arrive(exchange: Exchange, token: string): void {
  const { request, response, gate } = exchange;
  if (request.method !== 'GET') return refuse(exchange, 405, 'Links are only opened.');
  if (!gate.redeem(token)) {
    if (!gate.isKnown(request.headers))
      return refuse(exchange, 403, 'It has been used before, or is not complete.');
  } else response.setHeader('Set-Cookie', gate.cookieHeader());
  send(exchange, { status: 200, type: 'text/html; charset=utf-8', bytes: Buffer.from(arrivalPage()) });
}

async function answerApi(exchange: Exchange, name: string): Promise<void> {
  const { request, daemon } = exchange;
  if (name === 'watch' && request.method === 'GET') return streamSights(exchange);
  if (request.method !== 'POST') return refuse(exchange, 405, 'Calls are posted.');
  // A form of another page cannot send JSON, and a script of one would have to name its Origin.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return refuse(exchange, 415, 'Calls are JSON.');
  const body = await readBody(request);
  if (body === undefined) return refuse(exchange, 413, 'The call is too long.');
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch {
    return refuse(exchange, 400, 'The call is not JSON.');
  }
  const answer = await callForPage(daemon, { name, input });
  exchange.reports.note(name, answer);
  send(exchange, { status: 200, type: 'application/json', bytes: Buffer.from(JSON.stringify(answer)) });
}

/** JSON lines until the page goes away. A slow page is not written ahead of. */
async function streamSights({ response, daemon, closing }: Exchange): Promise<void> {
  const gone = new AbortController();
  const end = (): void => gone.abort();
  response.on('close', end);
  closing.addEventListener('abort', end, { once: true });
  response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).flushHeaders();
  try {
    for await (const sight of sights({ daemon, signal: gone.signal })) {
      if (!response.write(`${JSON.stringify(sight)}\n`))
        await once(response, 'drain', { signal: gone.signal });
    }
  } catch {
    // The page has gone while it was written to.
  } finally {
    closing.removeEventListener('abort', end);
    response.end();
  }
}

/** Undefined when it is longer than a call may be, or never came whole. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyLimit) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bodyLimit) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function refuse(exchange: Exchange, status: number, reason: string): void {
  // What of the request is still under way is not waited for.
  if (!exchange.request.complete) exchange.response.setHeader('Connection', 'close');
  send(exchange, { status, type: 'text/html; charset=utf-8', bytes: Buffer.from(refusalPage(reason)) });
}

function send(
  { request, response }: Exchange,
  answer: { readonly status: number; readonly type: string; readonly bytes: Buffer },
): void {
  if (response.headersSent || response.destroyed) return;
  response
    .writeHead(answer.status, { 'Content-Type': answer.type, 'Content-Length': answer.bytes.length })
    .end(request.method === 'HEAD' ? undefined : answer.bytes);
}
