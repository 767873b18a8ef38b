import type { Vpn } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Observation } from './observation.ts';

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
