import { type Cidr, contains, formatIpv4, parseCidr } from '../../route/cidr.ts';
import { kindOfInterface } from '../../route/interface-kind.ts';
import { type NetworkInterface, type RouteTable, mayBe } from '../../route/table.ts';

/** A tunnel that carries IPv4, so somebody's VPN is up. */
export interface Tunnel {
  readonly name: string;
  readonly addresses: readonly number[];
}

const linkLocal = parseCidr('169.254.0.0/16') as Cidr;
const multicast = parseCidr('224.0.0.0/4') as Cidr;

/**
 * Tunnels in use. Every Mac has a few utun of its own system services, with an IPv6 link-local address only:
 * an IPv4 address counts, or a row for ordinary IPv4 networks.
 */
export function activeTunnels(context: {
  interfaces: readonly NetworkInterface[];
  table: RouteTable | undefined;
}): readonly Tunnel[] {
  return context.interfaces
    .filter(({ name, up }) => up && kindOfInterface(name) === 'tunnel')
    .map(({ name, addresses }) => ({
      name,
      addresses: addresses.map(({ address }) => address).filter((one) => !contains(linkLocal, one)),
    }))
    .filter((tunnel) => tunnel.addresses.length > 0 || carriesIpv4(tunnel.name, context.table))
    .filter((tunnel) => !isDockerTunnel(tunnel));
}

function carriesIpv4(name: string, table: RouteTable | undefined): boolean {
  return (table?.rows ?? []).some(
    (row) =>
      !row.scoped &&
      !row.cloned &&
      mayBe(row.interface, name, table?.interfaceWidth) &&
      !contains(linkLocal, row.destination.address) &&
      !contains(multicast, row.destination.address),
  );
}

/** docker-mac-net-connect's tunnel into the VM always has this address; people want its routes. */
function isDockerTunnel({ addresses }: Tunnel): boolean {
  return addresses.some((address) => formatIpv4(address) === '10.33.33.1');
}
