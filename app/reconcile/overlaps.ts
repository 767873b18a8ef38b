import type { Overlap } from '../../shared/control/everyday.ts';
import { valueOf } from '../reading.ts';
import { contains, formatCidr, overlaps, type Cidr } from '../route/cidr.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
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

interface Theirs {
  readonly who: Overlap['who'];
  readonly name: string;
  readonly interface: string;
  readonly network: Cidr;
}

/** Where a VPN's routes and this computer's own networks meet host-only networks, before it hurts and after. */
export function findOverlaps(seen: Observation, adapters: readonly Adapter[] = []): readonly Overlap[] {
  const nets = hostOnlyNets(seen, adapters);
  const theirs = [...routesOfVpns(seen), ...networksHere(seen, nets)];
  return nets.flatMap((net) =>
    theirs.filter(({ network }) => overlaps(network, net.network)).map((one) => overlapOf(net, one)),
  );
}

function routesOfVpns(seen: Observation): readonly Theirs[] {
  const rows = (valueOf(seen.table)?.rows ?? []).filter(
    (row) =>
      !row.scoped &&
      !row.cloned &&
      // A default route and its two halves cover everything and take nothing: longer prefixes win.
      row.destination.length > 1 &&
      kindOfInterface(row.interface) === 'tunnel',
  );
  const names = valueOf(seen.vpns) ?? [];
  const nameOf = (device: string): string =>
    // A VPN that is known not to be on this tunnel has nothing to do with its routes.
    (names.find((vpn) => vpn.interface === device) ?? names.find((vpn) => vpn.interface === undefined))
      ?.name ?? 'a VPN';
  return rows.map((row) => ({
    who: 'vpn',
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
        name: 'the local network',
        interface: name,
        network,
      })),
    );
}

function overlapOf({ network, machines }: HostOnlyNet, theirs: Theirs): Overlap {
  const isInside = theirs.network.length >= network.length && contains(network, theirs.network.address);
  const how = theirs.who === 'lan' ? 'shares' : isInside ? 'takes' : 'covers';
  const own = formatCidr(network);
  const other = formatCidr(theirs.network);
  const words: Record<Overlap['how'], readonly [sentence: string, advice: string]> = {
    takes: [
      `${theirs.name} routes ${other} into ${theirs.interface}, so packets to ${own} go into the tunnel unless the route is put back.`,
      'fairlead fix; the localhost forward carries Docker meanwhile',
    ],
    covers: [
      `${theirs.name} routes ${other} into ${theirs.interface}, which covers ${own}: harmless as long as this computer keeps its own route to it, and out of reach as soon as that is lost.`,
      'fairlead env, whose address does not depend on that route',
    ],
    shares: [
      `The local network on ${theirs.interface} is ${other}, which overlaps ${own}: an address may belong to another computer there.`,
      `give the machines another network: docker-machine create --virtualbox-hostonly-cidr 192.168.59.1/24 <name>`,
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
