/** A slow fight is given up after this many times the limit, within this many times the window. */
const slow = { limit: 2, window: 20 } as const;
/** So is one that goes on all day: a client that puts its routes in order every few minutes has no end of its own. */
const daylong = { limit: 4, window: 240 } as const;
/**
 * Some clients answer a changed route by dropping their tunnel and connecting anew: a VPN that goes this soon after a
 * repair and is back within this time was thrown out by it.
 */
const reaction = { goesWithinMs: 10_000, isBackWithinMs: 60_000 } as const;
/** Without a VPN nobody will disconnect; after this many windows it is tried again. */
const truceWindows = 60;

/**
 * Keeps a repair from becoming a fight. A route that was put back and is gone again within the window counts
 * as taken back; after `limit` of them within one window this VPN is left alone until it disconnects, and is
 * known the next time. One that takes its time is left alone as well, a little later, and so is one that connects
 * anew after each repair. Times are monotonic milliseconds.
 */
export class Fight {
  #limit: number;
  #windowMs: number;
  /** Repairs that stand, by what they were for: one machine's loss says nothing about another's repair. */
  readonly #standing = new Map<string, { readonly since: number; readonly vpn: string; praised: boolean }>();
  #lost: number[] = [];
  /** All losses, also of repairs that had stood for longer than the window. */
  #lostSlowly: number[] = [];
  #lastRepair: { readonly vpn: string; readonly at: number } | undefined;
  /** VPNs that went soon after a repair. */
  #gone: { readonly vpn: string; readonly at: number } | undefined;
  #reconnects: number[] = [];
  #given: { readonly vpn: string; readonly until: number } | undefined;

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
    this.#standing.set(what, { since: now, vpn, praised: false });
    this.#lastRepair = { vpn, at: now };
  }

  /**
   * Other VPNs are up than before, or none: what was counted against those of before is forgotten, but not that they
   * go whenever a route is put back. Returns true at the moment those that are back now are given up for it.
   */
  vpnChanged(change: { readonly from: string; readonly to: string; readonly now: number }): boolean {
    const { from, to, now } = change;
    const last = this.#lastRepair;
    const gone = this.#gone;
    this.#forgetLosses();
    if (gone !== undefined && gone.vpn === to && now - gone.at <= reaction.isBackWithinMs) {
      this.#gone = undefined;
      const longMs = slow.window * this.#windowMs;
      this.#reconnects = [...this.#reconnects, now].filter((time) => now - time <= longMs);
      if (this.#reconnects.length < this.#limit) return false;
      this.#given = { vpn: to, until: Infinity };
      return true;
    }
    if (from !== '' && last?.vpn === from && now - last.at <= reaction.goesWithinMs)
      this.#gone = { vpn: from, at: now };
    return false;
  }

  /** The route is astray at this look. Returns true at the moment the fight is given up. */
  astray(now: number, vpn: string, what = ''): boolean {
    const standing = this.#standing.get(what);
    this.#standing.delete(what);
    if (standing === undefined || standing.vpn !== vpn) return false;
    const stoodMs = now - standing.since;
    if (stoodMs > slow.window * this.#windowMs) return false;
    return stoodMs <= this.#windowMs ? this.lostAgain(now, vpn) : this.#lose(now, vpn);
  }

  /** A repair did not even survive its own reading back. Returns true at the moment the fight is given up. */
  lostAgain(now: number, vpn: string): boolean {
    this.#lastRepair = { vpn, at: now };
    this.#lost = [...this.#lost, now].filter((time) => now - time <= this.#windowMs);
    return this.#lose(now, vpn);
  }

  #lose(now: number, vpn: string): boolean {
    const within = ({ window }: { readonly window: number }): number =>
      this.#lostSlowly.filter((time) => now - time <= window * this.#windowMs).length;
    this.#lostSlowly = [...this.#lostSlowly, now].slice(-daylong.limit * this.#limit);
    const isOver =
      this.#lost.length >= this.#limit ||
      [slow, daylong].some((fight) => within(fight) >= fight.limit * this.#limit);
    if (!isOver || this.isGivenUp(vpn, now)) return false;
    this.#given = { vpn, until: vpn === '' ? now + truceWindows * this.#windowMs : Infinity };
    return true;
  }

  /** True once, when a repair has stood for the whole window: this VPN does not take routes back after all. */
  stoodLong(now: number): string | undefined {
    for (const standing of this.#standing.values()) {
      if (standing.praised || now - standing.since <= this.#windowMs) continue;
      standing.praised = true;
      this.#lost = [];
      return standing.vpn;
    }
    return undefined;
  }

  /** A person wants the route to stay where it is. */
  giveUp(vpn: string): void {
    this.#standing.clear();
    this.#given = { vpn, until: Infinity };
  }

  isGivenUp(vpn: string, now: number): boolean {
    return this.#given?.vpn === vpn && now < this.#given.until;
  }

  /** A person says "try again". */
  forget(): void {
    this.#forgetLosses();
    this.#gone = undefined;
    this.#reconnects = [];
  }

  #forgetLosses(): void {
    this.#lastRepair = undefined;
    this.#standing.clear();
    this.#lost = [];
    this.#lostSlowly = [];
    this.#given = undefined;
  }
}
