/** The stage's end of the stand-ins: one JSON question per connection, one JSON outcome back. */
import { createServer, type Socket } from 'node:net';
import type { Outcome } from './outcome.ts';

export interface Question {
  readonly command: string;
  readonly argv: readonly string[];
  /** Whether it was started through sudo. */
  readonly isRoot: boolean;
  readonly pid: number;
}

export type Answer = (question: Question) => Outcome | Promise<Outcome>;

export async function startCommandServer(socketPath: string, answer: Answer): Promise<AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    void readAll(socket)
      .then(async (text) => answer(JSON.parse(text) as Question))
      .catch((error: unknown) => ({
        exitCode: 70,
        stdout: '',
        stderr: `the stage failed: ${String(error)}\n`,
      }))
      .then((outcome) => socket.end(JSON.stringify(outcome)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
