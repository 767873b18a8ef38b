import type { Duplex } from 'node:stream';
import type { Clock } from '../ports.ts';

/** A client that opened a connection and says nothing is kept no longer than this. */
const silenceMs = 30_000;
const farewellMs = 1000;

/**
 * Answers whatever is asked with 503 and one sentence, in the form of the engine's own errors, so that `docker`
 * prints it. Waits for the question: an answer that comes before it is an answer to nothing.
 */
export function refuse(client: Duplex, sentence: string, clock: Clock): void {
  client.on('error', () => undefined);
  const cancel = clock.after(silenceMs, () => client.destroy());
  client.once('close', cancel);
  client.once('data', (chunk: Buffer) => {
    cancel();
    answerNow(client, { sentence, isHead: isHead(chunk), clock });
  });
}

export interface Answer {
  readonly sentence: string;
  /** Such a question is answered without a body. */
  readonly isHead: boolean;
  readonly clock: Clock;
}

/** The same for a client whose question has been read; what else it sends is not heard. */
export function answerNow(client: Duplex, { sentence, isHead, clock }: Answer): void {
  client.once(
    'close',
    clock.after(farewellMs, () => client.destroy()),
  );
  client.resume();
  client.end(textOf(sentence, isHead));
}

/** Whether a question begins as one for the head of an answer alone. */
export function isHead(chunk: Buffer): boolean {
  return chunk.subarray(0, 5).toString('latin1') === 'HEAD ';
}

function textOf(sentence: string, isHead: boolean): string {
  const body = JSON.stringify({ message: `Fairlead: ${sentence}` });
  return [
    'HTTP/1.1 503 Service Unavailable',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    isHead ? '' : body,
  ].join('\r\n');
}
