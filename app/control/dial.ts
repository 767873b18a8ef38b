import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { socketPathLimit } from '../home/socket-path.ts';

export type Dialled =
  | { readonly kind: 'answers' }
  | { readonly kind: 'missing' }
  /** A socket file whose process is gone. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'too-long'; readonly bytes: number }
  | { readonly kind: 'not-a-socket' }
  | { readonly kind: 'not-ours'; readonly owner: number }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'unclear'; readonly code: string };

/**
 * Whether somebody listens at a socket path, found out by connecting: neither the file nor a pid says so.
 * Looks at the owner first: another user's socket would be handed our requests.
 */
export async function dial(socket: string): Promise<Dialled> {
  const bytes = Buffer.byteLength(socket);
  // Past this length the kernel would cut the path and another socket might answer.
  if (bytes >= socketPathLimit) return { kind: 'too-long', bytes };
  const looked = look(socket);
  if (looked !== undefined) return looked;
  for (let attempt = 0; ; attempt += 1) {
    const code = await tryConnect(socket);
    if (code === undefined) return { kind: 'answers' };
    // A full backlog looks like a dead socket on macOS.
    const pauseMs = code === 'ECONNREFUSED' && attempt < 3 ? 20 : crowdedPauseMs(code, attempt + 1);
    if (pauseMs !== undefined) {
      await after(pauseMs);
      continue;
    }
    if (code === 'ECONNREFUSED') return { kind: 'stale' };
    if (code === 'ENOENT') return { kind: 'missing' };
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'forbidden' };
    return { kind: 'unclear', code };
  }
}

/**
 * Milliseconds before the next attempt (from 1) when a burst of clients has filled the queue of a socket that somebody
 * listens on: Linux says EAGAIN. Longer each time and never for all at once; undefined when it is time to give up.
 */
export function crowdedPauseMs(code: string | undefined, attempt: number): number | undefined {
  if (code !== 'EAGAIN' || attempt > 12) return undefined;
  return Math.min(500, 10 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

function look(socket: string): Dialled | undefined {
  try {
    const found = lstatSync(socket);
    if (!found.isSocket()) return { kind: 'not-a-socket' };
    const user = process.getuid?.();
    return user !== undefined && found.uid !== user ? { kind: 'not-ours', owner: found.uid } : undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
    return code === 'EACCES' ? { kind: 'forbidden' } : { kind: 'unclear', code };
  }
}

/** Error code, or undefined when connected. */
function tryConnect(socket: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.setTimeout(2000, () =>
      connection.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
    );
    connection.once('connect', () => {
      connection.destroy();
      resolve(undefined);
    });
    connection.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
