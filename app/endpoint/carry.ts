import type { Duplex } from 'node:stream';

/**
 * Carries bytes both ways, as they are. Each half ends on its own (attach and exec need that), a reader that
 * is slow slows the writer, and what breaks on one side ends the other.
 */
export function carry(client: Duplex, engine: Duplex): void {
  for (const [one, other] of [
    [client, engine],
    [engine, client],
  ] as const) {
    one.on('error', () => other.destroy());
    one.once('close', () => {
      if (!one.readableEnded || one.errored !== null) other.destroy();
      // The pipe into it has stopped reading; without reading on, the other's own end would go unseen.
      else other.resume();
    });
    one.pipe(other);
  }
}
