import type { IncomingMessage } from 'node:http';
import { contract, type Contract, type MethodName } from '../../shared/control/contract.ts';
import { FailureError } from '../../shared/control/failure.ts';
import {
  bodyLimit,
  hosts,
  pathPrefix,
  protocol,
  protocolHeader,
  protocolHint,
  protocolSentence,
} from '../../shared/control/wire.ts';
import { distance, listed } from '../../shared/nearest.ts';

const methodNames = Object.keys(contract) as MethodName[];

/** Where a request goes: the method of the contract behind `POST /v1/fix`. Throws FailureError. */
export function route(request: IncomingMessage): { readonly name: MethodName; readonly search: string } {
  const target = request.url ?? '';
  const [path = '', search = ''] = splitOnce(target, '?');
  const name = methodNames.find((candidate) => `${pathPrefix}${contract[candidate].path}` === path);
  if (name === undefined) {
    throw new FailureError('not-found', `there is nothing at ${shown(path)}`, {
      hint: `there is ${listed(nearestPaths(path))}`,
    });
  }
  const verb = verbOf(contract[name]);
  if (request.method !== verb) {
    throw new FailureError(
      'bad-request',
      `${path} is a ${contract[name].kind} and takes ${verb}, not ${shown(request.method ?? '')}`,
      {
        hint: `${verb} ${path}`,
      },
    );
  }
  return { name, search };
}

export function verbOf(method: Contract[MethodName]): 'GET' | 'POST' {
  return method.kind === 'command' ? 'POST' : 'GET';
}

/** Refuses what no caller of ours sends: pages in browsers, other hosts, other protocol numbers. */
export function checkHeaders(request: IncomingMessage): void {
  const { headers } = request;
  if (headers.origin !== undefined || headers.referer !== undefined)
    throw new FailureError(
      'forbidden',
      'requests made by a web page (Origin, Referer) are not answered here',
    );
  if (!hosts.includes((headers.host ?? '').toLowerCase())) {
    throw new FailureError(
      'forbidden',
      `requests to the host ${shown(headers.host ?? '')} are not answered here`,
      {
        hint: `curl --unix-socket … http://${hosts[0] ?? ''}${pathPrefix}status`,
      },
    );
  }
  const spoken = headers[protocolHeader];
  if (spoken === undefined || spoken === String(protocol)) return;
  const both = { daemon: String(protocol), command: shown(String(spoken)) };
  throw new FailureError('wrong-protocol', protocolSentence(both), { hint: protocolHint(both) });
}

/** The input of a query or feed: one text per name. */
export function inputFromSearch(search: string): Record<string, string> {
  const input: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of new URLSearchParams(search)) {
    if (key in input) throw new FailureError('bad-request', `${shown(key)} is given twice`);
    input[key] = value;
  }
  return { ...input };
}

/** The input of a command: one JSON object, or nothing at all. Throws FailureError, also when it is too long. */
export async function inputFromBody(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request);
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FailureError('bad-request', `the body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = Number(request.headers['content-length'] ?? 0);
  if (bytes <= bodyLimit) {
    bytes = 0;
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bodyLimit) break;
      chunks.push(chunk);
    }
  }
  if (bytes > bodyLimit) throw new FailureError('too-large', `the body has more than ${bodyLimit} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}

/** Parses the input by the contract's schema; what is wrong is said key by key. */
export function checkInput(name: MethodName, input: unknown): unknown {
  const parsed = contract[name].input.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .slice(0, 5)
    .map((issue) =>
      issue.path.length === 0 ? issue.message : `${issue.path.map(String).join('.')}: ${issue.message}`,
    );
  throw new FailureError(
    'bad-request',
    `${pathPrefix}${contract[name].path} cannot take this: ${shown(problems.join('; '), 500)}`,
  );
}

function nearestPaths(path: string): readonly string[] {
  const asked = path.slice(0, 80);
  return methodNames
    .map((name) => ({ method: contract[name], path: `${pathPrefix}${contract[name].path}` }))
    .sort((a, b) => distance(asked, a.path) - distance(asked, b.path))
    .slice(0, 4)
    .map((entry) => `${verbOf(entry.method)} ${entry.path}`);
}

function splitOnce(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Foreign text in a sentence: cut, and free of what could steer a terminal. */
function shown(text: string, limit = 100): string {
  const plain = text.replace(/[^\x20-\x7e…]/g, '?');
  return plain.length > limit ? `${plain.slice(0, limit - 1)}…` : plain;
}
