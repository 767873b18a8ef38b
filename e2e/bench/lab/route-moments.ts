import type { ChildProcess } from 'node:child_process';
import { endGroup, until } from '../../lab/command.ts';
import type { Place } from '../../lab/place.ts';

/** When the kernel changed which interface a network leaves by, told by a monitor of our own. */
export class RouteMoments {
  readonly #child: ChildProcess;
  readonly #moments: { readonly at: number; readonly line: string }[] = [];

  constructor(mac: Place) {
    this.#child = mac.start(['ip', '-ts', '-4', 'monitor', 'route'], {
      // `[2026-11-22T07:50:51.123456] Deleted 192.168.99.0/24 dev …`, in local time.
      line: (text) => {
        const [, stamp = '', line = ''] = /^\[([^\]]+)\] (.*)$/.exec(text) ?? [];
        const fraction = Number(/\.\d+$/.exec(stamp)?.[0] ?? 0);
        if (line !== '')
          this.#moments.push({ at: Date.parse(stamp.replace(/\.\d+$/, '')) + 1000 * fraction, line });
      },
    });
  }

  /** Forgets what was; the next `first` looks at what comes. */
  clear(): void {
    this.#moments.length = 0;
  }

  /** Milliseconds since the epoch of the first change since `clear` whose line has all of these words. */
  first(...words: readonly string[]): Promise<number> {
    return until(`the kernel reports ${words.join(' ')}`, 10_000, () => {
      const found = this.#moments.find(({ line }) =>
        words.every((word) => ` ${line} `.includes(` ${word} `)),
      );
      return found?.at;
    });
  }

  close(): void {
    endGroup(this.#child);
  }
}

/** Milliseconds since the epoch, finer than `Date.now`. */
export function epochNow(): number {
  return performance.timeOrigin + performance.now();
}
