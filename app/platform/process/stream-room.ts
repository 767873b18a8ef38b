import { setFlagsFromString } from 'node:v8';
import type { Clock } from '../../ports.ts';

/** So much within so long is a stream, and no talk. */
const streamBytes = 8_000_000;
const windowMs = 10_000;
/** With this, what was made since the last collection may be five times what it left over. */
const wide = '--heap-growing-percent=400';
/** V8's own judgement. */
const usual = '--heap-growing-percent=0';

export interface StreamRoomOptions {
  readonly clock: Clock;
  /** Default: V8's. */
  readonly setFlag?: (flag: string) => void;
}

/**
 * The bytes of a stream lie outside V8's heap, and V8 counts them all the same against the little that a small heap may
 * grow by: with every 8 MB it collected all there is, which cost more than carrying them over an SSH connection. The
 * heap may therefore grow further while a stream passes, and goes back to what it was afterwards.
 */
export class StreamRoom {
  readonly #clock: Clock;
  readonly #setFlag: (flag: string) => void;
  #bytes = 0;
  #began = -Infinity;
  #isWide = false;
  #cancel: () => void = () => undefined;

  constructor({ clock, setFlag = setFlagsFromString }: StreamRoomOptions) {
    this.#clock = clock;
    this.#setFlag = setFlag;
  }

  /** So many bytes pass now. */
  readonly passed = (bytes: number): void => {
    this.#bytes += bytes;
    if (this.#isWide || this.#bytes < streamBytes) return;
    const now = this.#clock.monotonic();
    const isStream = now - this.#began < windowMs;
    this.#began = now;
    this.#bytes = 0;
    if (isStream) this.#widen();
  };

  stop(): void {
    this.#cancel();
  }

  #widen(): void {
    this.#isWide = true;
    this.#setFlag(wide);
    this.#cancel = this.#clock.after(windowMs, () => {
      this.#isWide = this.#bytes >= streamBytes;
      this.#bytes = 0;
      if (this.#isWide) this.#widen();
      else this.#setFlag(usual);
    });
  }
}
