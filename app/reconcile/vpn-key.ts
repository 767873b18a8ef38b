import type { Vpn } from '../ports.ts';
import { valueOf } from '../reading.ts';
import type { Observation } from './observation.ts';

/** What a VPN is called that nobody could name; tomorrow it may be another one. */
export const unnamedVpn = 'a VPN';
const severalVpns = 'several VPNs';
/** Evidence of a VPN whose name is still being looked up. */
export const namePending = 'its name is being looked up';

/** Names of the VPNs that are up, as one text; empty when none is. Fights and memories go by it. */
export function vpnKey(observation: Observation | undefined): string {
  const vpns = observation === undefined ? [] : (valueOf(observation.vpns) ?? []);
  return vpnWords([...vpns].sort((one, other) => (one.name < other.name ? -1 : 1)));
}

/** `Cisco AnyConnect and a VPN`; those that nobody could name are told once: `several VPNs`. */
export function vpnWords(vpns: readonly Pick<Vpn, 'name'>[]): string {
  const names = vpns.map(({ name }) => name).filter((name) => name !== unnamedVpn);
  const others = vpns.length - names.length;
  return [...names, ...(others === 0 ? [] : [others === 1 ? unnamedVpn : severalVpns])].join(' and ');
}

/** Whether there is a VPN among them that may be another one tomorrow. */
export function isUnnamed(key: string): boolean {
  return key.endsWith(unnamedVpn) || key.endsWith(severalVpns);
}

export function vpnId(vpn: Vpn): string {
  return `${vpn.name} ${vpn.interface ?? ''}`;
}
