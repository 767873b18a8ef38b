/** The control socket as a stranger reads it: HTTP over a Unix socket, without any code of the product. */
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { createInterface } from 'node:readline';

function open(socketPath: string, path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ socketPath, path, headers: { host: 'fairlead' } }, resolve);
    request.on('error', reject);
    request.end();
  });
}

/** One answer as JSON; throws when there is none or its status is not 200. */
export async function request(socketPath: string, path: string): Promise<unknown> {
  const response = await open(socketPath, path);
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode ?? 0}: ${text}`);
  return JSON.parse(text);
}

/** Calls back with every JSON line of a feed until it is closed; a feed that breaks off just ends. */
export async function follow(
  socketPath: string,
  path: string,
  take: (value: unknown) => void,
): Promise<() => void> {
  const response = await open(socketPath, path);
  if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode ?? 0}`);
  response.on('error', () => undefined);
  const lines = createInterface({ input: response });
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    if (line.trim() !== '') take(JSON.parse(line));
  });
  return () => {
    lines.close();
    response.destroy();
  };
}
