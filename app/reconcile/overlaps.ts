import type { Overlap } from '../../shared/control/everyday.ts';
import { valueOf } from '../reading.ts';
import { contains, formatCidr, formatIpv4, overlaps, parseCidr, type Cidr } from '../route/cidr.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { RouteRow } from '../route/table.ts';
import type { Observation } from './observation.ts';

export interface HostOnlyNet {
  readonly network: Cidr;
  /** Empty for the network of an adapter that no machine is on. */
  readonly machines: readonly string[];
  readonly interface: string | undefined;
}

/** An adapter or network of a hypervisor, whether a VM uses it or not. */
export interface Adapter {
  readonly name: string;
  readonly network: Cidr;
}

/** The host-only networks of all machines, also of those that are off, and of adapters without one, each once. */
export function hostOnlyNets(
  { machines, interfaces }: Pick<Observation, 'machines' | 'interfaces'>,
  adapters: readonly Adapter[] = [],
): readonly HostOnlyNet[] {
  const nets = new Map<string, HostOnlyNet>();
  for (const { machine, network = machine.hostOnly, hostOnly } of machines) {
    if (network === undefined) continue;
    const key = formatCidr(network);
    const before = nets.get(key);
    nets.set(key, {
      network,
      machines: [...(before?.machines ?? []), machine.name],
      interface: before?.interface ?? (hostOnly?.kind === 'adapter' ? hostOnly.name : undefined),
    });
  }
  for (const { name, network } of [...adapters, ...bridges(interfaces)]) {
    const key = formatCidr(network);
    const before = nets.get(key);
    if (before === undefined) nets.set(key, { network, machines: [], interface: name });
    else if (before.interface === undefined) nets.set(key, { ...before, interface: name });
  }
  return [...nets.values()];
}

/** Of VirtualBox, VMware, Parallels and Apple's vmnet, which other programs than docker-machine use. */
const ofHypervisors = /^(vboxnet|vmnet|vmenet|vnic|bridge1\d\d)/;

function bridges(interfaces: Observation['interfaces']): readonly Adapter[] {
  return (valueOf(interfaces) ?? [])
    .filter(({ name, up }) => up && ofHypervisors.test(name))
    .flatMap(({ name, addresses }) => addresses.map(({ network }) => ({ name, network })));
}

function ownRows(seen: Observation): readonly RouteRow[] {
  return (valueOf(seen.table)?.rows ?? []).filter(
    // A default route and its two halves cover everything and take nothing: longer prefixes win.
    (row) => !row.scoped && !row.cloned && row.destination.length > 1,
  );
}

/** Networks beyond a router of the local network: set by hand, handed out by DHCP, or a VPN's in the router. */
function routesOfRouters(seen: Observation): readonly Theirs[] {
  return ownRows(seen).flatMap(({ gateway, interface: device, destination }) =>
    gateway.kind === 'address' && kindOfInterface(device) === 'physical'
      ? [
          {
            who: 'lan',
            by: 'router',
            name: `the router ${formatIpv4(gateway.address)}`,
            interface: device,
            network: destination,
          },
        ]
      : [],
  );
}

interface Theirs {
  readonly who: Overlap['who'];
  /** How packets get there; `here`: this computer has an address in it. */
  readonly by: 'tunnel' | 'router' | 'here';
  readonly name: string;
  readonly interface: string;
  readonly network: Cidr;
}

/** Where a VPN's routes and this computer's own networks meet host-only networks, before it hurts and after. */
export function findOverlaps(seen: Observation, adapters: readonly Adapter[] = []): readonly Overlap[] {
  const nets = hostOnlyNets(seen, adapters);
  const theirs = [...routesOfVpns(seen), ...routesOfRouters(seen), ...networksHere(seen, nets)];
  const free = freeNetwork([...nets, ...theirs].map(({ network }) => network));
  return nets.flatMap((net) =>
    theirs.filter(({ network }) => overlaps(network, net.network)).map((one) => overlapOf(net, one, free)),
  );
}

/** Where VirtualBox from 6.1.28 on lets a new host-only network be; 56 is its own first choice. */
const allowed = [59, 60, 61, 62, 63, 57, 58].map((third) => `192.168.${third}.1/24`);

function freeNetwork(taken: readonly Cidr[]): string | undefined {
  return allowed.find((text) => {
    const one = parseCidr(text);
    return one !== undefined && taken.every((other) => !overlaps(one, other));
  });
}

function routesOfVpns(seen: Observation): readonly Theirs[] {
  const rows = ownRows(seen).filter((row) => kindOfInterface(row.interface) === 'tunnel');
  const names = valueOf(seen.vpns) ?? [];
  const nameOf = (device: string): string =>
    // A VPN that is known not to be on this tunnel has nothing to do with its routes.
    (names.find((vpn) => vpn.interface === device) ?? names.find((vpn) => vpn.interface === undefined))
      ?.name ?? 'a VPN';
  return rows.map((row) => ({
    who: 'vpn',
    by: 'tunnel',
    name: nameOf(row.interface),
    interface: row.interface,
    network: row.destination,
  }));
}

/** The networks of Wi-Fi and cable; an adapter of the hypervisor has the host-only network by right. */
function networksHere(seen: Observation, nets: readonly HostOnlyNet[]): readonly Theirs[] {
  return (valueOf(seen.interfaces) ?? [])
    .filter(({ name, up }) => up && kindOfInterface(name) === 'physical')
    .filter(({ name }) => nets.every((net) => net.interface !== name))
    .flatMap(({ name, addresses }) =>
      addresses.map(({ network }): Theirs => ({
        who: 'lan',
        by: 'here',
        name: 'the local network',
        interface: name,
        network,
      })),
    );
}

function overlapOf({ network, machines }: HostOnlyNet, theirs: Theirs, free: string | undefined): Overlap {
  const isInside = theirs.network.length >= network.length && contains(network, theirs.network.address);
  const how = theirs.by === 'here' ? 'shares' : isInside ? 'takes' : 'covers';
  const own = formatCidr(network);
  const other = formatCidr(theirs.network);
  const way =
    theirs.by === 'tunnel'
      ? `${theirs.name} routes ${other} into ${theirs.interface}`
      : `Packets to ${other} go to ${theirs.name} on ${theirs.interface}`;
  const end = theirs.by === 'tunnel' ? 'into the tunnel' : 'there';
  const words: Record<Overlap['how'], readonly [sentence: string, advice: string]> = {
    takes: [
      `${way}, so packets to ${own} go ${end} unless the route is put back.`,
      'fairlead fix; the localhost forward carries Docker meanwhile',
    ],
    covers: [
      `${way}, which covers ${own}: harmless as long as this computer keeps its own route to it, and out of reach as soon as that is lost.`,
      'fairlead env, whose address does not depend on that route',
    ],
    shares: [
      `The local network on ${theirs.interface} is ${other}, which overlaps ${own}: an address may belong to another computer there.`,
      free === undefined
        ? 'fairlead env, whose address does not depend on that network'
        : `make a machine in another network: fairlead create --virtualbox-hostonly-cidr ${free} <name>`,
    ],
  };
  const [sentence, advice] = words[how];
  return {
    network: own,
    machines: [...machines],
    who: theirs.who,
    name: theirs.name,
    interface: theirs.interface,
    theirs: other,
    how,
    sentence,
    advice,
  };
}
