import { connect } from 'node:net';
import type { Question } from './command-server.ts';
import type { Outcome } from './outcome.ts';

/** Puts a question to the stage that listens on this socket. Throws when none does. */
export function ask(socketPath: string, question: Question): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    const chunks: Buffer[] = [];
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Outcome));
    socket.end(JSON.stringify(question));
  });
}
