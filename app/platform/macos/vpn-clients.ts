/** VPN clients and what they are known by. Sources: the clients' own scripts and published diagnoses. */

export interface ClientKeys {
  readonly name: string;
  /** Keys of the dynamic store that exist while the client is connected, and sometimes longer. */
  readonly keys: readonly string[];
}

const service = (id: string, ...kinds: string[]): string[] =>
  kinds.map((kind) => `State:/Network/Service/${id}/${kind}`);

export const clientsByKey: readonly ClientKeys[] = [
  { name: 'Cisco AnyConnect', keys: service('com.cisco.anyconnect', 'IPv4', 'DNS') },
  { name: 'GlobalProtect', keys: service('gpd.pan', 'IPv4', 'DNS') },
  {
    name: 'Pulse Secure',
    keys: [
      ...service('net.pulsesecure.pulse.nc.main', 'IPv4', 'DNS'),
      ...service('net.juniper.pulse.nc.main', 'IPv4', 'DNS'),
    ],
  },
  { name: 'Juniper Network Connect', keys: service('net.juniper.ncproxyd.main', 'IPv4', 'DNS') },
  { name: 'FortiClient', keys: service('forticlientsslvpn', 'IPv4', 'DNS') },
  { name: 'Tunnelblick', keys: ['State:/Network/OpenVPN'] },
];

export interface ClientProcesses {
  readonly name: string;
  /** Names of executables, without their directories. */
  readonly processes: readonly string[];
  /**
   * session: runs only while connected, so it says more than a resident, which also runs without a
   * connection.
   */
  readonly runs: 'session' | 'resident';
  /** Names of the interfaces it makes, where they tell it from others. */
  readonly interfaces?: RegExp;
  /** Gives its tunnel an address of 100.64.0.0/10. */
  readonly sharedRange?: true;
}

const session = 'session';
const resident = 'resident';

export const clientsByProcess: readonly ClientProcesses[] = [
  { name: 'openconnect', processes: ['openconnect'], runs: session },
  { name: 'OpenVPN', processes: ['openvpn'], runs: session },
  { name: 'WireGuard', processes: ['wireguard-go', 'WireGuardNetworkExtension'], runs: session },
  { name: 'F5 BIG-IP Edge Client', processes: ['svpn'], runs: session },
  {
    name: 'Built-in VPN (IKEv2)',
    processes: ['NEIKEv2Provider'],
    runs: session,
    interfaces: /^(ipsec|utun)/,
  },
  { name: 'Built-in VPN (L2TP)', processes: ['pppd', 'racoon'], runs: session, interfaces: /^ppp/ },
  {
    name: 'Tailscale',
    processes: ['tailscaled', 'IPNExtension', 'Tailscale', 'io.tailscale.ipn.macsys.network-extension'],
    runs: resident,
    sharedRange: true,
  },
  {
    name: 'Zscaler',
    processes: ['ZscalerTunnel', 'ZscalerService', 'Zscaler'],
    runs: resident,
    sharedRange: true,
  },
  { name: 'Cisco AnyConnect', processes: ['vpnagentd', 'acvpnagent'], runs: resident },
  {
    name: 'GlobalProtect',
    processes: ['PanGPS', 'PanGPA', 'GlobalProtect', 'com.paloaltonetworks.GlobalProtect.client.extension'],
    runs: resident,
  },
  { name: 'Pulse Secure', processes: ['dsAccessService', 'PulseTray'], runs: resident },
  { name: 'Juniper Network Connect', processes: ['ncproxyd'], runs: resident },
  {
    name: 'FortiClient',
    processes: ['fctservctl', 'fctservctl2', 'fct_launcher', 'sslvpnd', 'FortiClient', 'FortiClientAgent'],
    runs: resident,
  },
  {
    name: 'Check Point Endpoint Security',
    processes: ['Endpoint_Security_VPN', 'TracSrvWrapper', 'cpdaapp', 'cpefrd'],
    runs: resident,
  },
  { name: 'F5 BIG-IP Edge Client', processes: ['BIG-IP Edge Client'], runs: resident },
  { name: 'Mullvad', processes: ['mullvad-daemon'], runs: resident },
  { name: 'Viscosity', processes: ['Viscosity', 'ViscosityHelper'], runs: resident },
  { name: 'Tunnelblick', processes: ['Tunnelblick'], runs: resident },
  { name: 'ZeroTier', processes: ['zerotier-one', 'ZeroTierOne'], runs: resident, interfaces: /^feth/ },
];

/** What a service of `scutil --nc list` is called; undefined for dial-up, which is no VPN. */
export function nameOfService(service: { name: string; type: string }): string | undefined {
  const type = service.type.toLowerCase();
  if (/^ppp:(?!l2tp|pptp)/.test(type)) return undefined;
  if (type.includes('tailscale')) return 'Tailscale';
  if (type.includes('wireguard')) return `WireGuard (${service.name})`;
  return service.name === '' ? 'a VPN of the network settings' : service.name;
}
