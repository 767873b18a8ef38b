/**
 * Keeps a repair from becoming a fight. A route that was put back and is gone again within the window counts
 * as taken back; after `limit` of them within one window this VPN is left alone until it disconnects, and is
 * known the next time. Times are monotonic milliseconds.
 */
export class Fight {
  #limit: number;
  #windowMs: number;
  #standing: { since: number; vpn: string } | undefined;
  #lost: number[] = [];
  #given: string | undefined;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Other limits by setting; what was counted so far counts on. */
  retime(limit: number, windowMs: number): void {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** A repair was read back as good. */
  repaired(now: number, vpn: string): void {
    this.#standing = { since: now, vpn };
  }

  /** The route is astray at this look. Returns true at the moment the fight is given up. */
  astray(now: number, vpn: string): boolean {
    const standing = this.#standing;
    this.#standing = undefined;
    if (standing === undefined || standing.vpn !== vpn || now - standing.since > this.#windowMs) return false;
    return this.lostAgain(now, vpn);
  }

  /** A repair did not even survive its own reading back. Returns true at the moment the fight is given up. */
  lostAgain(now: number, vpn: string): boolean {
    this.#standing = undefined;
    this.#lost = [...this.#lost, now].filter((time) => now - time <= this.#windowMs);
    if (this.#lost.length < this.#limit || this.#given === vpn) return false;
    this.#given = vpn;
    return true;
  }

  /** True once, when a repair has stood for the whole window: this VPN does not take routes back after all. */
  stoodLong(now: number): string | undefined {
    const standing = this.#standing;
    if (standing === undefined || now - standing.since <= this.#windowMs) return undefined;
    this.#standing = undefined;
    this.#lost = [];
    return standing.vpn;
  }

  /** A person wants the route to stay where it is. */
  giveUp(vpn: string): void {
    this.#standing = undefined;
    this.#given = vpn;
  }

  isGivenUp(vpn: string): boolean {
    return this.#given === vpn;
  }

  /** Another VPN, none, or a person who says "try again". */
  forget(): void {
    this.#standing = undefined;
    this.#lost = [];
    this.#given = undefined;
  }
}
