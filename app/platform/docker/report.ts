import http from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { DockerOptions } from 'dockerode';
import * as z from 'zod';
import type { EngineReport } from '../../ports.ts';
import { withoutDockerEnvironment } from './docker-environment.ts';

const maxBytes = 8 * 1024 * 1024;

const Version = z.object({ Version: z.string().max(200), ApiVersion: z.string().max(50) });
const Info = z.object({ LiveRestoreEnabled: z.boolean().optional() });
const Containers = z.array(
  z.object({ Id: z.string().max(200), Names: z.array(z.string()).nullish(), Image: z.string() }),
);

/**
 * Asks an engine through dockerode, over a connection that is open and judged already. Throws an Error with a
 * sentence when an answer is missing, too large, too late or not an engine's.
 */
export async function readReport(socket: TLSSocket, timeoutMs: number): Promise<EngineReport> {
  // dockerode brings gRPC along: a quarter of a second and 34 MB, which a daemon at rest does without.
  const { default: Docker } = await import('dockerode');
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  agent.createConnection = () => socket;
  let bytes = 0;
  let fault: Error | undefined;
  const end = (error: Error): void => {
    fault ??= error;
    socket.destroy(error);
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
    // The types do not know `agent`; docker-modem hands it to node:http.
    const options: DockerOptions & { agent: http.Agent } = {
      protocol: 'http',
      host: 'docker',
      port: 80,
      agent,
    };
    const docker = withoutDockerEnvironment(() => new Docker(options));
    await docker.ping();
    const version = Version.parse(await docker.version());
    const info = Info.parse(await docker.info());
    const containers = Containers.parse(await docker.listContainers());
    return {
      version: version.Version,
      apiVersion: version.ApiVersion,
      containers: containers.map(({ Id, Names, Image }) => ({
        id: Id,
        name: (Names?.[0] ?? '').replace(/^\//, ''),
        image: Image,
      })),
      liveRestore: info.LiveRestoreEnabled === true,
    };
  } catch (error) {
    if (fault !== undefined) throw fault;
    if (error instanceof z.ZodError)
      throw new Error('the engine answered in an unknown form', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    agent.destroy();
    socket.destroy();
  }
}
