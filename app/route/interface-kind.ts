/**
 * What an interface is for, judged by its name, which is all a routing table says about it. Names as seen on
 * macOS (utun of any VPN, ppp of L2TP, ipsec of IKEv2, gpd of GlobalProtect, cscotun of Cisco, feth of
 * ZeroTier, tun and tap of OpenVPN, jnprtun of Pulse, ham of Hamachi) and on Linux. Many clients name theirs after
 * themselves and end it in tun, tap or vpn.
 */
export type InterfaceKind = 'tunnel' | 'vm' | 'loopback' | 'physical';

const tunnel =
  /^(ppp|ipsec|cipsec|gif\d|gpd|feth|ham\d|wg|zt|tailscale|nordlynx|proton|vti|(?!vbox)[a-z]*?(tun|tap|vpn))/i;
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

/** Names of network hardware, of what macOS makes of it and of their like on Linux. */
const hardware =
  /^(en|eth|wl|ww|em|fw|usb|awdl|llw|ap|anpi|p2p|bond|team|vlan|bridge|br|ix|igb|bge|re|xl)[a-z]?\d|^en[opsx]|^p\d/i;

/**
 * Whether the name is one that hardware has. What is none of the other kinds counts as `physical`, but may as well be
 * the tunnel of a client that nobody has told us of.
 */
export function isHardware(name: string): boolean {
  return hardware.test(name);
}
