import { type Cidr, contains, formatIpv4, parseCidr, sameCidr } from './cidr.ts';
import { isHostRow } from './lookup.ts';
import type { RouteRow, RouteTable } from './table.ts';

/** Clients whose interface has a name nobody else gives (up to macOS 11 cut to 7 characters). */
const byName: readonly (readonly [RegExp, string])[] = [
  [/^gpd\d/, 'GlobalProtect'],
  [/^cscotun/, 'Cisco AnyConnect'],
  [/^jnprtun/, 'Pulse Secure'],
  [/^(feth|zt)/, 'ZeroTier'],
  [/^ham\d/, 'Hamachi'],
  [/^nordlyn/, 'NordVPN'],
  [/^proton/, 'Proton VPN'],
  [/^tailsca/, 'Tailscale'],
  [/^wg\d/, 'WireGuard'],
  [/^ipsec\d/, 'the VPN built into macOS (IKEv2)'],
];

/** Clients that are known by addresses which belong to their service, whoever their customer is. */
const byRows: readonly (readonly [(row: RouteRow) => boolean, string])[] = [
  [isExactly('100.64.0.0/10'), 'Tailscale'],
  [isExactly('100.100.100.100/32'), 'Tailscale'],
  [isExactly('100.96.0.0/12'), 'Cloudflare WARP'],
  [isHostIn('100.96.0.0/16'), 'Cloudflare WARP'],
  [isHostIn('100.64.0.0/16'), 'Zscaler'],
  [isVia('198.18.0.0/15'), 'a proxy that tunnels everything (Clash, Surge and their like)'],
];

/**
 * The VPN client a tunnel belongs to, as far as the table itself shows it; undefined mostly, since a utun may be
 * anybody's and networks are the customer's own.
 */
export function clientOfTunnel(table: RouteTable, name: string): string | undefined {
  const named = byName.find(([pattern]) => pattern.test(name));
  if (named !== undefined) return named[1];
  const rows = table.rows.filter((row) => row.interface === name);
  return byRows.find(([isSign]) => rows.some(isSign))?.[1];
}

function isExactly(text: string): (row: RouteRow) => boolean {
  const network = parseCidr(text) as Cidr;
  return (row) => sameCidr(row.destination, network) && !row.cloned;
}

/** The tunnel's own address: a host row whose gateway is itself. */
function isHostIn(text: string): (row: RouteRow) => boolean {
  const network = parseCidr(text) as Cidr;
  return (row) =>
    isHostRow(row) &&
    !row.cloned &&
    contains(network, row.destination.address) &&
    row.gateway.kind === 'address' &&
    row.gateway.address === row.destination.address;
}

/** These ranges are for tests of equipment; only such programs make a gateway of them. */
function isVia(text: string): (row: RouteRow) => boolean {
  const network = parseCidr(text) as Cidr;
  return ({ gateway }) => gateway.kind === 'address' && contains(network, gateway.address);
}

/**
 * Whether the tunnel itself has an address in the row's network: then there is a host row for it, or for its
 * peer, with a gateway in the same network. A tunnel of Ethernet kind makes the network's row itself (C
 * without S), as any interface does for the network it is in.
 */
export function isTunnelsOwn(table: RouteTable, row: RouteRow): boolean {
  const { destination } = row;
  if (/^(feth|tap)/.test(row.interface) && row.flags.includes('C') && !row.flags.includes('S')) return true;
  return table.rows.some(
    (one) =>
      one.interface === row.interface &&
      isHostRow(one) &&
      !one.cloned &&
      contains(destination, one.destination.address) &&
      one.gateway.kind === 'address' &&
      contains(destination, one.gateway.address),
  );
}

/** docker-mac-net-connect always gives its tunnel the pair 10.33.33.1 and 10.33.33.2. */
export function isDockerTunnel(table: RouteTable, row: RouteRow): boolean {
  return table.rows.some(
    (one) =>
      one.interface === row.interface &&
      one.destination.length === 32 &&
      formatIpv4(one.destination.address) === '10.33.33.2',
  );
}
