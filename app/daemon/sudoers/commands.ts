import { formatCidr, formatIpv4, type Cidr } from '../../route/cidr.ts';

/** What one machine needs: its own network, on its own interface. */
export interface Grant {
  readonly network: Cidr;
  readonly interface: string;
  readonly guestIp: string | undefined;
  /** This computer's address in the network; the row on Linux names it. */
  readonly hostAddress?: string | undefined;
}

/** Tunnels that take the route, or are given it back. sudo has no safe pattern for a number. */
const macTunnels = Array.from({ length: 10 }, (_, number) => `utun${number}`);
const linuxTunnels = ['tun0', 'tun1', 'tun2', 'tun3', 'ppp0', 'wg0', 'cscotun0', 'gpd0'];

/**
 * The arguments of `route`, each vector written out: what stands in the way of the network's own row goes, that row
 * comes, and, for an undo, each row that may have gone so comes back as it was.
 */
export function macCommands({ network, interface: name, guestIp }: Grant): readonly string[] {
  const range = formatCidr(network);
  const rows = [
    `-net ${range}`,
    ...halvesOf(network).map((half) => `-net ${half}`),
    ...(guestIp === undefined ? [] : [`-host ${guestIp}`]),
  ];
  const ways = [
    ...macTunnels.map((tunnel) => `-interface ${tunnel}`),
    // A kill switch leads the network to the loopback, where it is refused or swallowed.
    ...['reject', 'blackhole'].map((refusal) => `127.0.0.1 -${refusal}`),
  ];
  return [
    `-n add -net ${range} -interface ${name}`,
    ...rows.map((row) => `-n delete ${row}`),
    ...rows.flatMap((row) => ways.map((way) => `-n add ${row} ${way}`)),
  ];
}

/** The same for `ip`. Without the host's own address no row of ours can be written. */
export function linuxCommands({ network, interface: name, guestIp, hostAddress }: Grant): readonly string[] {
  if (hostAddress === undefined) return [];
  const range = formatCidr(network);
  const longer = [...halvesOf(network), ...(guestIp === undefined ? [] : [`${guestIp}/32`])];
  return [
    `route replace ${range} dev ${name} proto kernel scope link src ${hostAddress}`,
    // Ours takes the place of such a row, which comes back by taking its place again.
    ...['unreachable', 'blackhole'].map((type) => `route replace ${type} ${range}`),
    ...linuxTunnels.flatMap((tunnel) => [
      `route replace ${range} dev ${tunnel}`,
      ...longer.flatMap((one) => [`route del ${one} dev ${tunnel}`, `route replace ${one} dev ${tunnel}`]),
    ]),
  ];
}

function halvesOf(network: Cidr): readonly string[] {
  const length = network.length + 1;
  return [network.address, network.address + 2 ** (32 - length)].map(
    (address) => `${formatIpv4(address)}/${length}`,
  );
}
