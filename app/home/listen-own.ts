import { chmodSync } from 'node:fs';
import type { Server } from 'node:net';

/**
 * Listens on a Unix socket that is the user's alone from the first instant: bound while the umask takes all from
 * others, because between a bind and a chmod anybody might connect. Rejects with what the system says.
 */
export function listenOwn(server: Server, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o077);
    try {
      // The path is bound before this returns; only the word of it comes later.
      server.listen({ path: file, backlog: 511 }, () => {
        server.off('error', reject);
        chmodSync(file, 0o600);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
}
