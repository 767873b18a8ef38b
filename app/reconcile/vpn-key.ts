import type { Vpn } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Observation } from './observation.ts';

/** What a VPN is called that nobody could name; tomorrow it may be another one. */
export const unnamedVpn = 'a VPN';
/** Evidence of a VPN whose name is still being looked up. */
export const namePending = 'its name is being looked up';

/** Names of the VPNs that are up, as one text; empty when none is. Fights and memories go by it. */
export function vpnKey(observation: Observation | undefined): string {
  const vpns = observation === undefined ? [] : (valueOf(observation.vpns) ?? []);
  return vpns
    .map(({ name }) => name)
    .sort()
    .join(' and ');
}

export function vpnId(vpn: Vpn): string {
  return `${vpn.name} ${vpn.interface ?? ''}`;
}
