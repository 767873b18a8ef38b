/**
 * What an interface is for, judged by its name, which is all a routing table says about it. Names as seen on
 * macOS (utun of any VPN, ppp of L2TP, ipsec of IKEv2, gpd of GlobalProtect, cscotun of Cisco, feth of
 * ZeroTier, tun and tap of OpenVPN) and on Linux.
 */
export type InterfaceKind = 'tunnel' | 'vm' | 'loopback' | 'physical';

const tunnel = /^(utun|tun|tap|ppp|ipsec|gpd|cscotun|feth|wg|zt|tailscale|nordlynx|proton|vti|vpn)/i;
/** vmnet of VMware, vnic of Parallels, bridge100 and up of Apple's vmnet framework, the rest of Linux. */
const vm = /^(vboxnet|vmnet|vmenet|vnic|bridge1\d\d|docker|virbr|br-)/i;

/** `width`: characters after which the source cuts names (RouteTable.interfaceWidth). */
export function kindOfInterface(name: string, width?: number): InterfaceKind {
  if (/^lo\d*$/.test(name)) return 'loopback';
  if (tunnel.test(name)) return 'tunnel';
  if (vm.test(name)) return 'vm';
  // Up to macOS 11 the table prints bridge100 as "bridge1"; elsewhere a bridge1 is somebody's own bridge.
  if (name === 'bridge1' && width === 7) return 'vm';
  return 'physical';
}
