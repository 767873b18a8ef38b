import type { Duplex } from 'node:stream';
import type { Clock } from '../ports.ts';

/** A client that opened a connection and says nothing is kept no longer than this. */
const silenceMs = 30_000;
const farewellMs = 1000;

/**
 * Answers whatever is asked with 503 and one sentence, in the form of the engine's own errors, so that `docker`
 * prints it. Waits for the question: an answer that comes before it is an answer to nothing.
 */
export function refuse(client: Duplex, message: string, clock: Clock): void {
  client.on('error', () => undefined);
  let cancel = clock.after(silenceMs, () => client.destroy());
  client.once('close', () => cancel());
  client.once('data', (chunk: Buffer) => {
    cancel();
    cancel = clock.after(farewellMs, () => client.destroy());
    client.resume();
    client.end(answer(message, chunk.subarray(0, 5).toString('latin1') === 'HEAD '));
  });
}

function answer(message: string, isHead: boolean): string {
  const body = JSON.stringify({ message: `Fairlead: ${message}` });
  return [
    'HTTP/1.1 503 Service Unavailable',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    isHead ? '' : body,
  ].join('\r\n');
}
