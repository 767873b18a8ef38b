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

/** The arguments of `route`, each vector written out. */
export function macCommands({ network, interface: name, guestIp }: Grant): readonly string[] {
  const range = formatCidr(network);
  return [
    `-n delete -net ${range}`,
    `-n add -net ${range} -interface ${name}`,
    ...halvesOf(network).map((half) => `-n delete -net ${half}`),
    ...(guestIp === undefined ? [] : [`-n delete -host ${guestIp}`]),
    ...macTunnels.map((tunnel) => `-n add -net ${range} -interface ${tunnel}`),
  ];
}

/** The arguments of `ip`. Without the host's own address no row of ours can be written. */
export function linuxCommands({ network, interface: name, guestIp, hostAddress }: Grant): readonly string[] {
  if (hostAddress === undefined) return [];
  const range = formatCidr(network);
  const longer = [...halvesOf(network), ...(guestIp === undefined ? [] : [`${guestIp}/32`])];
  return [
    `route replace ${range} dev ${name} proto kernel scope link src ${hostAddress}`,
    ...linuxTunnels.flatMap((tunnel) => [
      `route replace ${range} dev ${tunnel}`,
      ...longer.map((one) => `route del ${one} dev ${tunnel}`),
    ]),
  ];
}

function halvesOf(network: Cidr): readonly string[] {
  const length = network.length + 1;
  return [network.address, network.address + 2 ** (32 - length)].map(
    (address) => `${formatIpv4(address)}/${length}`,
  );
}
