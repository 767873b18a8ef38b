import type { Duplex } from 'node:stream';
import type { Client } from 'ssh2';
import type { Clock } from '../../ports.ts';

interface Bounded<T> {
  readonly work: Promise<T>;
  readonly ms: number;
  readonly late: Error;
}

/** Rejects with `late` after so long. */
export function within<T extends Client | Duplex>(clock: Clock, { work, ms, late }: Bounded<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const cancel = clock.after(ms, () => {
      isLate = true;
      reject(late);
    });
    work.then(
      (value) => {
        cancel();
        // A channel that comes when nobody waits any longer; a connection is kept for the next one.
        if (isLate && 'readable' in value) value.destroy();
        resolve(value);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
