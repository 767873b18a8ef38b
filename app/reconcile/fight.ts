/**
 * Keeps a repair from becoming a fight. A route that was put back and is gone again within the window counts
 * as taken back; after `limit` of them within one window this VPN is left alone until it disconnects, and is
 * known the next time. Times are monotonic milliseconds.
 */
export class Fight {
  #limit: number;
  #windowMs: number;
  /** Repairs that stand, by what they were for: one machine's loss says nothing about another's repair. */
  readonly #standing = new Map<string, { readonly since: number; readonly vpn: string }>();
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

  /** A repair was read back as good. `what`: the machine it was for. */
  repaired(now: number, vpn: string, what = ''): void {
    this.#standing.set(what, { since: now, vpn });
  }

  /** The route is astray at this look. Returns true at the moment the fight is given up. */
  astray(now: number, vpn: string, what = ''): boolean {
    const standing = this.#standing.get(what);
    this.#standing.delete(what);
    if (standing === undefined || standing.vpn !== vpn || now - standing.since > this.#windowMs) return false;
    return this.lostAgain(now, vpn);
  }

  /** A repair did not even survive its own reading back. Returns true at the moment the fight is given up. */
  lostAgain(now: number, vpn: string): boolean {
    this.#lost = [...this.#lost, now].filter((time) => now - time <= this.#windowMs);
    if (this.#lost.length < this.#limit || this.#given === vpn) return false;
    this.#given = vpn;
    return true;
  }

  /** True once, when a repair has stood for the whole window: this VPN does not take routes back after all. */
  stoodLong(now: number): string | undefined {
    for (const [what, { since, vpn }] of this.#standing) {
      if (now - since <= this.#windowMs) continue;
      this.#standing.delete(what);
      this.#lost = [];
      return vpn;
    }
    return undefined;
  }

  /** A person wants the route to stay where it is. */
  giveUp(vpn: string): void {
    this.#standing.clear();
    this.#given = vpn;
  }

  isGivenUp(vpn: string): boolean {
    return this.#given === vpn;
  }

  /** Another VPN, none, or a person who says "try again". */
  forget(): void {
    this.#standing.clear();
    this.#lost = [];
    this.#given = undefined;
  }
}
