import type { VBoxAnswer } from '../../app/testing/memory-vboxmanage.ts';
import { createServer, type Server } from 'node:net';
import { chmodSync, rmSync } from 'node:fs';

/**
 * Serves one JSON request and one JSON answer per connection on a Unix socket, one after the other, as
 * VBoxSVC does; everybody on this computer may ask.
 */
export function serve(
  socketPath: string,
  answer: (request: readonly string[]) => Promise<object>,
): Promise<Server> {
  return serveText(socketPath, {
    answer: async (text) => JSON.stringify(await answer(JSON.parse(text) as readonly string[])),
    failed: (error) => JSON.stringify({ exitCode: 1, stdout: '', stderr: `${String(error)}\n` }),
  });
}

/** The same for shell scripts: one word per line, and `<exit code> <lines of stdout>` before the output. */
export function serveLines(
  socketPath: string,
  answer: (words: readonly string[]) => Promise<VBoxAnswer>,
): Promise<Server> {
  const text = ({ exitCode, stdout, stderr }: VBoxAnswer): string =>
    `${exitCode} ${stdout.split('\n').length - 1}\n${stdout}${stderr}`;
  return serveText(socketPath, {
    answer: async (words) => text(await answer(words.split('\n').slice(0, -1))),
    failed: (error) => text({ exitCode: 1, stdout: '', stderr: `${String(error)}\n` }),
  });
}

interface Answering {
  readonly answer: (request: string) => Promise<string>;
  readonly failed: (error: unknown) => string;
}

async function serveText(socketPath: string, { answer, failed }: Answering): Promise<Server> {
  let last: Promise<unknown> = Promise.resolve();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => {
      const turn = last.then(() => answer(text));
      last = turn.catch(() => undefined);
      turn.then(
        (said) => socket.end(said),
        (error: unknown) => socket.end(failed(error)),
      );
    });
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  chmodSync(socketPath, 0o666);
  return server;
}
