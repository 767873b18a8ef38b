import http from 'node:http';
import type { Duplex } from 'node:stream';
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
 * Asks an engine over this connection, and ends it. dockerode collects an answer whatever its size and waits for it for
 * ever: the engine is the guest's, and may send anything. Throws an Error with a sentence.
 */
export async function askBounded<T>(
  socket: Duplex,
  { maxBytes, timeoutMs }: Bounds,
  ask: (docker: Docker) => Promise<T>,
): Promise<T> {
  socket.on('error', () => undefined);
  let bytes = 0;
  let fault: Error | undefined;
  // Whatever became of a request, nobody waits longer for it.
  let giveUp: (error: Error) => void = () => undefined;
  const over = new Promise<never>((_, reject) => (giveUp = reject));
  // It may come while dockerode is loaded, before anybody waits.
  over.catch(() => undefined);
  const end = (error: Error): void => {
    fault ??= error;
    socket.destroy(error);
    giveUp(error);
  };
  socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end(new Error(`the engine answered with more than ${maxBytes} bytes`));
  });
  const timer = setTimeout(
    () => end(new Error(`the engine did not answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  try {
    return await Promise.race([ask(await dockerOver(socket)), over]);
  } catch (error) {
    throw fault ?? error;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** dockerode whose every question goes over this one connection, which stays the caller's. */
export async function dockerOver(socket: Duplex): Promise<Docker> {
  // dockerode brings gRPC along: a quarter of a second and 34 MB, which a daemon at rest does without.
  const { default: Dockerode } = await import('dockerode');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let isTaken = false;
  // Once: an answer that ends the connection leaves none, and a request over what has ended waits for ever.
  agent.createConnection = (_options, done) => {
    if (!isTaken) {
      isTaken = true;
      return socket;
    }
    done?.(new Error('the engine ended the connection'), socket);
    return undefined;
  };
  // The types do not know `agent`; docker-modem hands it to node:http.
  const options: DockerOptions & { agent: http.Agent } = {
    protocol: 'http',
    host: 'docker',
    port: 80,
    agent,
  };
  return withoutDockerEnvironment(() => new Dockerode(options));
}
