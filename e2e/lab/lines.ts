import { createServer, type Server } from 'node:net';
import { chmodSync, rmSync } from 'node:fs';

/**
 * Serves one JSON request and one JSON answer per connection on a Unix socket, one after the other, as
 * VBoxSVC does; everybody on this computer may ask.
 */
export async function serve(
  socketPath: string,
  answer: (request: readonly string[]) => Promise<object>,
): Promise<Server> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => {
      const turn = last.then(() => answer(JSON.parse(text) as readonly string[]));
      last = turn.catch(() => undefined);
      turn.then(
        (value) => socket.end(JSON.stringify(value)),
        (error: unknown) =>
          socket.end(JSON.stringify({ exitCode: 1, stdout: '', stderr: `${String(error)}\n` })),
      );
    });
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  chmodSync(socketPath, 0o666);
  return server;
}
