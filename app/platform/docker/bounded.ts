import http from 'node:http';
import net from 'node:net';
import type Docker from 'dockerode';
import type { DockerOptions } from 'dockerode';
import { withoutDockerEnvironment } from './docker-environment.ts';

export interface Bounds {
  /** Bytes that may arrive, all answers together. */
  readonly maxBytes: number;
  /** Milliseconds for everything that is asked. */
  readonly timeoutMs: number;
}

/**
 * Asks the engine behind a Unix socket through dockerode, which collects an answer whatever its size and waits for it
 * for ever: the engine is the guest's, and may send anything. Throws an Error with a sentence.
 */
export async function askBounded<T>(
  socketPath: string,
  { maxBytes, timeoutMs }: Bounds,
  ask: (docker: Docker) => Promise<T>,
): Promise<T> {
  const { default: Dockerode } = await import('dockerode');
  const socket = net.connect(socketPath);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => socket;
  let bytes = 0;
  let fault: Error | undefined;
  const end = (error: Error): void => {
    fault ??= error;
    socket.destroy(error);
  };
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end(new Error(`the engine answered with more than ${maxBytes} bytes`));
  });
  const timer = setTimeout(
    () => end(new Error(`the engine did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    // The types do not know `agent`; docker-modem hands it to node:http.
    const options: DockerOptions & { agent: http.Agent } = {
      protocol: 'http',
      host: 'docker',
      port: 80,
      agent,
    };
    return await ask(withoutDockerEnvironment(() => new Dockerode(options)));
  } catch (error) {
    throw fault ?? error;
  } finally {
    clearTimeout(timer);
    agent.destroy();
    socket.destroy();
  }
}
