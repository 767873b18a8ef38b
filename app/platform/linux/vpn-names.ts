import { readdir, readFile } from 'node:fs/promises';
import type { Vpn, VpnNames } from '../../ports.ts';
import { read, type Reading } from '../../reading.ts';
import type { NetworkInterface, RouteTable } from '../../route/table.ts';

interface Product {
  readonly name: string;
  /** Names in /proc/<pid>/comm, which the kernel cuts to 15 characters. */
  readonly processes: readonly string[];
  readonly interfaces: RegExp;
  /** The interface's name alone tells the product. */
  readonly sure?: boolean;
}

/** Most specific first: the first product that suits an interface names it. */
const products: readonly Product[] = [
  { name: 'Cisco AnyConnect', processes: ['vpnagentd', 'vpnui'], interfaces: /^cscotun\d+$/, sure: true },
  { name: 'GlobalProtect', processes: ['PanGPS', 'PanGPA'], interfaces: /^gpd\d+$/, sure: true },
  { name: 'Tailscale', processes: ['tailscaled'], interfaces: /^tailscale\d+$/, sure: true },
  {
    name: 'Mullvad VPN',
    processes: ['mullvad-daemon'],
    interfaces: /^(wg\d*-mullvad|wg-mullvad)$/,
    sure: true,
  },
  { name: 'NordVPN', processes: ['nordvpnd'], interfaces: /^(nordlynx|nordtun)\d*$/, sure: true },
  {
    name: 'Proton VPN',
    processes: ['protonvpn-app', 'protonvpn'],
    interfaces: /^(proton|pvpn)\w*$/,
    sure: true,
  },
  { name: 'Cloudflare WARP', processes: ['warp-svc'], interfaces: /^CloudflareWARP$/, sure: true },
  { name: 'ZeroTier', processes: ['zerotier-one'], interfaces: /^zt\w+$/, sure: true },
  { name: 'OpenConnect', processes: ['openconnect'], interfaces: /^u?tun\d+$|^vpn\d*$/ },
  { name: 'OpenVPN', processes: ['openvpn', 'openvpn3-servic'], interfaces: /^u?tun\d+$|^tap\d+$/ },
  {
    name: 'FortiClient',
    processes: ['openfortivpn', 'fortivpn', 'forticlient'],
    interfaces: /^(ppp|vpn|fctvpn\w*)\d*$/,
  },
  { name: 'F5 BIG-IP Edge Client', processes: ['svpn', 'f5fpc'], interfaces: /^u?tun\d+$|^ppp\d+$/ },
  { name: 'Check Point', processes: ['snx'], interfaces: /^tunsnx$/, sure: true },
  { name: 'WireGuard', processes: ['wireguard-go', 'boringtun'], interfaces: /^wg/, sure: true },
  {
    name: 'strongSwan',
    processes: ['charon', 'charon-nm', 'charon-systemd'],
    interfaces: /^(u?tun|ipsec|xfrm)\d+$/,
  },
];

/** Interfaces that are tunnels by their name; what else is point-to-point counts too. */
const tunnelName =
  /^(u?tun|ppp|wg|tap|vpn|ipsec|xfrm|cscotun|gpd|tailscale|zt|nordlynx|proton|pvpn|CloudflareWARP)/;

/** Names of all processes; what cannot be read any more is left out. */
export type ReadProcesses = () => Promise<readonly string[]>;

/** Names VPNs by their tunnel interfaces and the processes that run; used for sentences only. */
export class LinuxVpnNames implements VpnNames {
  readonly #readProcesses: ReadProcesses;

  constructor(readProcesses: ReadProcesses = readProcessNames) {
    this.#readProcesses = readProcesses;
  }

  async read(context: {
    interfaces: readonly NetworkInterface[];
    table: RouteTable | undefined;
  }): Promise<Reading<readonly Vpn[]>> {
    const carrying = new Set(context.table?.rows.map((row) => row.interface));
    const tunnels = context.interfaces.filter(
      (candidate) =>
        (tunnelName.test(candidate.name) || candidate.pointToPoint) &&
        candidate.name !== 'lo' &&
        candidate.up &&
        (candidate.addresses.length > 0 || carrying.has(candidate.name)),
    );
    if (tunnels.length === 0) return read([]);
    const processes = new Set(await this.#readProcesses());
    return read(tunnels.map(({ name }) => nameTunnel(name, processes)));
  }
}

function nameTunnel(tunnel: string, processes: ReadonlySet<string>): Vpn {
  for (const product of products) {
    if (!product.interfaces.test(tunnel)) continue;
    const running = product.processes.find((process) => processes.has(process.slice(0, 15)));
    if (running !== undefined)
      return { name: product.name, interface: tunnel, evidence: `interface ${tunnel}, process ${running}` };
    if (product.sure === true)
      return { name: product.name, interface: tunnel, evidence: `interface ${tunnel}` };
  }
  return { name: 'a VPN', interface: tunnel, evidence: `tunnel interface ${tunnel}` };
}

/** Reads /proc/<pid>/comm of every process. */
async function readProcessNames(): Promise<readonly string[]> {
  const entries = await readdir('/proc').catch(() => []);
  const names = await Promise.all(
    entries
      .filter((entry) => /^\d+$/.test(entry))
      // A process may end between the two calls.
      .map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
  );
  return names.map((name) => name.trimEnd());
}
