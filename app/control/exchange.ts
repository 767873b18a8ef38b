import { once } from 'node:events';
import { request as send, type IncomingMessage } from 'node:http';
import { setTimeout as after } from 'node:timers/promises';
import type { z } from 'zod';
import type { Method } from '../../shared/control/contract.ts';
import { Failure } from '../../shared/control/failure-schema.ts';
import { FailureError, type Failure as FailureWords } from '../../shared/control/failure.ts';
import {
  hosts,
  pathPrefix,
  protocol,
  protocolHeader,
  protocolHint,
  protocolSentence,
} from '../../shared/control/wire.ts';
import { ControlError } from './control-error.ts';
import { crowdedPauseMs } from './dial.ts';

export interface Request {
  readonly socket: string;
  readonly method: Method;
  readonly input: unknown;
  readonly signal: AbortSignal | undefined;
}

/** A repair with a certificate and an engine restart takes most of a minute; a look at the snapshot none. */
const answerMs = { query: 10_000, command: 300_000, feed: 10_000 } as const;
/** A snapshot of a hundred machines has some hundred kilobytes. */
const lineLimit = 16 * 1024 * 1024;

/** One request, one answer, parsed by the contract. */
export async function ask(request: Request): Promise<unknown> {
  const response = await open(request);
  const text = await readAll(response).catch((error: unknown) => {
    throw brokenOff(request, error);
  });
  return understand(request.method.output, parseJson(text));
}

/** A feed, line by line, until the daemon ends it (return), the caller leaves, or the pipe breaks (throw). */
export async function* follow(request: Request): AsyncGenerator<unknown, void, undefined> {
  let response: IncomingMessage | undefined;
  let rest = '';
  try {
    response = await open(request);
    response.setEncoding('utf8');
    for await (const chunk of response as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineLimit)
        throw new ControlError('bad-answer', 'the daemon sent a line without an end');
      for (const line of lines) {
        const value = parseJson(line);
        throwFailure(value);
        yield understand(request.method.output, value);
      }
    }
  } catch (error) {
    if (request.signal?.aborted === true) return;
    throw error instanceof ControlError || error instanceof FailureError ? error : brokenOff(request, error);
  } finally {
    response?.destroy();
  }
}

async function open(request: Request): Promise<IncomingMessage> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await openOnce(request);
    } catch (error) {
      if (error instanceof ControlError || error instanceof FailureError) throw error;
      const pauseMs = crowdedPauseMs((error as NodeJS.ErrnoException).code, attempt);
      // Nothing was sent, so it can be tried again.
      if (pauseMs === undefined || request.signal?.aborted === true) throw brokenOff(request, error);
      await after(pauseMs);
    }
  }
}

async function openOnce(request: Request): Promise<IncomingMessage> {
  const { socket, method, input, signal } = request;
  const isCommand = method.kind === 'command';
  const search = isCommand ? '' : searchOf(input);
  const body = isCommand ? JSON.stringify(input) : undefined;
  const outgoing = send({
    socketPath: socket,
    path: `${pathPrefix}${method.path}${search}`,
    method: isCommand ? 'POST' : 'GET',
    headers: {
      Host: hosts[0],
      Connection: 'close',
      [protocolHeader]: protocol,
      ...(body === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
    },
    ...(signal === undefined ? {} : { signal }),
  });
  const timer = setTimeout(() => {
    const waited = answerMs[method.kind] / 1000;
    outgoing.destroy(
      new ControlError('timeout', `the daemon did not answer within ${waited} s`, 'fairlead logs'),
    );
  }, answerMs[method.kind]);
  try {
    outgoing.end(body);
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    checkProtocol(response);
    if (response.statusCode !== 200) throw await failureOf(response);
    return response;
  } catch (error) {
    outgoing.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function checkProtocol(response: IncomingMessage): void {
  const spoken = response.headers[protocolHeader];
  if (spoken === String(protocol)) return;
  if (spoken === undefined)
    throw new ControlError('bad-answer', 'what listens on the control socket is not a Fairlead daemon');
  const both = { daemon: String(spoken).slice(0, 20), command: String(protocol) };
  throw new ControlError('wrong-protocol', protocolSentence(both), protocolHint(both));
}

async function failureOf(response: IncomingMessage): Promise<Error> {
  const parsed = Failure.safeParse(parseJson(await readAll(response)));
  if (!parsed.success)
    return new ControlError('bad-answer', `the daemon answered with status ${response.statusCode ?? 0}`);
  const { code, message, hint } = parsed.data;
  return code === 'wrong-protocol'
    ? new ControlError(code, message, hint)
    : new FailureError(code, message, { hint });
}

function throwFailure(value: unknown): void {
  if (typeof value !== 'object' || value === null || !('failure' in value)) return;
  const { code, message, hint } = understand(Failure, value.failure) as FailureWords;
  throw new FailureError(code, message, { hint });
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > lineLimit) throw new ControlError('bad-answer', 'the daemon sent an answer without an end');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError('bad-answer', 'the daemon sent something that is not JSON');
  }
}

function understand(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw new ControlError(
    'bad-answer',
    `the daemon's answer cannot be understood${where === '' ? '' : ` (at ${where})`}`,
    'restart the daemon with this version',
  );
}

function brokenOff(request: Request, error: unknown): Error {
  if (error instanceof ControlError || request.signal?.aborted === true) return error as Error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ECONNREFUSED')
    return new ControlError('no-daemon', 'the daemon is gone', 'start it again: fairlead daemon');
  return new ControlError(
    'closed',
    `the daemon closed the connection in the middle of /v1/${request.method.path}`,
    'fairlead status tells whether it still runs',
  );
}

function searchOf(input: unknown): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(input as Record<string, string | number | undefined>))
    if (value !== undefined) search.append(key, String(value));
  return search.size === 0 ? '' : `?${search.toString()}`;
}
