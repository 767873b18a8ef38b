/**
 * When route changes have been quiet for long enough to touch a route: a VPN client rewrites tens of routes
 * over one or two seconds, and some check their table afterwards and refuse to connect if it was changed
 * under their hands. Times are monotonic milliseconds.
 */
export class Quiet {
  #quietMs: number;
  #longestMs: number;
  #burstSince: number | undefined;
  #lastChange: number | undefined;

  constructor(quietMs: number, longestMs: number) {
    this.#quietMs = quietMs;
    this.#longestMs = longestMs;
  }

  /** Other times by setting; a wait that is under way follows them. */
  retime(quietMs: number, longestMs: number): void {
    this.#quietMs = quietMs;
    this.#longestMs = longestMs;
  }

  change(now: number): void {
    if (this.#burstSince === undefined || this.#remaining(now, this.#quietMs) <= 0) this.#burstSince = now;
    this.#lastChange = now;
  }

  /**
   * Milliseconds until it is quiet; 0 when it is. With no VPN up there is nobody to wait for but the end of
   * its clean-up, so a shorter quiet is enough and the direct path is back sooner.
   */
  remainingMs(now: number, vpnIsUp: boolean): number {
    return this.#remaining(now, vpnIsUp ? this.#quietMs : Math.min(this.#quietMs, 300));
  }

  #remaining(now: number, quietMs: number): number {
    if (this.#burstSince === undefined || this.#lastChange === undefined) return 0;
    const untilQuiet = this.#lastChange + quietMs - now;
    const untilLongest = this.#burstSince + this.#longestMs - now;
    return Math.max(0, Math.min(untilQuiet, untilLongest));
  }
}
