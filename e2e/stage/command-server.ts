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

/** Not `for await`: that destroys a socket at the end of its input, and the answer with it. */
function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.once('error', reject);
  });
}
