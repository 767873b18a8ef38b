import type { TLSSocket } from 'node:tls';
import * as z from 'zod';
import type { EngineReport } from '../../ports.ts';
import { askBounded } from './bounded.ts';

const maxBytes = 8 * 1024 * 1024;

const Version = z.object({ Version: z.string().max(200), ApiVersion: z.string().max(50) });
const Info = z.object({
  LiveRestoreEnabled: z.boolean().optional(),
  /** RFC 3339, with nanoseconds. */
  SystemTime: z.string().max(100).optional().catch(undefined),
});
const Containers = z.array(
  z.object({ Id: z.string().max(200), Names: z.array(z.string()).nullish(), Image: z.string() }),
);

/**
 * Asks an engine through dockerode, over a connection that is open and judged already. Throws an Error with a
 * sentence when an answer is missing, too large, too late or not an engine's.
 */
export async function readReport(
  socket: TLSSocket,
  { timeoutMs, now }: { readonly timeoutMs: number; readonly now: () => number },
): Promise<EngineReport> {
  try {
    return await askBounded(socket, { maxBytes, timeoutMs }, async (docker) => {
      await docker.ping();
      const version = Version.parse(await docker.version());
      const asked = now();
      const info = Info.parse(await docker.info());
      const clockAheadMs = Math.round(Date.parse(info.SystemTime ?? '') - (asked + now()) / 2);
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
        ...(Number.isNaN(clockAheadMs) ? {} : { clockAheadMs }),
      };
    });
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new Error('the engine answered in an unknown form', { cause: error });
    throw error;
  }
}
