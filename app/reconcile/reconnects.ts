/** A VPN that drops this soon after a host-only network appeared reacts to it. */
const reactionMs = 15_000;
/** And is back within this time. */
const returnMs = 60_000;
/** How long that is worth telling. */
const tellMs = 10 * 60_000;

/**
 * Notices a VPN that dropped and came back because a VM's network appeared: some clients take a new adapter for
 * tampering. Times are monotonic milliseconds.
 */
export class Reconnects {
  #adapterAt = -Infinity;
  #left: { readonly vpn: string; readonly at: number } | undefined;
  #reconnected: { readonly vpn: string; readonly at: number } | undefined;

  adapterAppeared(now: number): void {
    this.#adapterAt = now;
  }

  /** Names of the VPNs that are up, as one text; empty when none is. */
  vpnChanged(change: { readonly from: string; readonly to: string; readonly now: number }): void {
    const { from, to, now } = change;
    if (from !== '' && to === '')
      this.#left = now - this.#adapterAt <= reactionMs ? { vpn: from, at: now } : undefined;
    if (from === '' && to !== '' && this.#left?.vpn === to && now - this.#left.at <= returnMs)
      this.#reconnected = { vpn: to, at: now };
  }

  /** The VPN that did so lately. */
  recent(now: number): string | undefined {
    return this.#reconnected !== undefined && now - this.#reconnected.at <= tellMs
      ? this.#reconnected.vpn
      : undefined;
  }
}
