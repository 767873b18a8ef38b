import type { Reading } from '../reading.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';

/** A VPN as far as it can be named. Only for telling people; never a reason to act. */
export interface Vpn {
  /** "Cisco AnyConnect", or "a VPN" when nobody can be named. */
  readonly name: string;
  readonly interface?: string;
  /** What it was known by, in words: `scutil key State:/…/com.cisco.anyconnect/IPv4`. */
  readonly evidence: string;
}

export interface VpnNames {
  read(context: {
    interfaces: readonly NetworkInterface[];
    table: RouteTable | undefined;
  }): Promise<Reading<readonly Vpn[]>>;
}
