import { chmodSync, existsSync, lstatSync, renameSync, statSync } from 'node:fs';
import type { Server } from 'node:net';

/** A path that a server listens at. */
export interface Bound {
  /** Whether what lies at the path is still this socket. */
  readonly isThere: () => boolean;
  /** Takes no more connections, and removes the file if it is still this one; those who are connected stay. */
  readonly unbind: () => void;
}

/**
 * Listens on a Unix socket that is the user's alone from the first instant: bound while the umask takes all from
 * others, because between a bind and a chmod anybody might connect. Rejects with what the system says.
 */
export function listenOwn(server: Server, file: string): Promise<Bound> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o077);
    try {
      // The path is bound before this returns; only the word of it comes later.
      server.listen({ path: file, backlog: 511 }, () => {
        server.off('error', reject);
        try {
          chmodSync(file, 0o600);
          resolve(boundAt(server, file));
        } catch (error) {
          // It was taken away in that very moment.
          server.close();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    } finally {
      process.umask(before);
    }
  });
}

function boundAt(server: Server, file: string): Bound {
  const { ino, dev } = statSync(file);
  const isThere = (): boolean => {
    try {
      const found = lstatSync(file, { throwIfNoEntry: false });
      return found?.ino === ino && found.dev === dev;
    } catch (error) {
      // In a folder that may not be entered for now, nothing could be put in its place either.
      return (error as NodeJS.ErrnoException).code === 'EACCES';
    }
  };
  const unbind = (): void => {
    // Node unlinks the path when it closes, whatever lies there by then.
    const isOthers = existsSync(file) && !isThere();
    const isAside = isOthers && moved(file, `${file}.aside`);
    server.close();
    if (isAside) moved(`${file}.aside`, file);
  };
  return { isThere, unbind };
}

/** A folder that may not be written keeps what lies in it anyhow. */
function moved(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}
