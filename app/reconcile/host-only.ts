import type { Machine } from '../machine/machine.ts';
import type { HostOnlyNetwork, VmView } from '../ports.ts';
import { cidr, contains, parseIpv4, type Cidr } from '../route/cidr.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { NetworkInterface } from '../route/table.ts';

/**
 * The host-only network as the hypervisor lists it. An adapter that lost its address is not in that list;
 * what it had stands in the machine's configuration.
 */
export function hostOnlyOf(
  machine: Machine,
  view: VmView | undefined,
  listed: readonly HostOnlyNetwork[],
): HostOnlyNetwork | undefined {
  const named = view?.hostOnly;
  if (named === undefined) return undefined;
  const found = listed.find(({ kind, name }) => kind === named.kind && name === named.name);
  if (found !== undefined || machine.hostOnly === undefined || named.kind === 'network') return found;
  const { hostOnlyAddress } = machine;
  return {
    ...named,
    network: machine.hostOnly,
    up: false,
    ...(hostOnlyAddress === undefined ? {} : { hostAddress: hostOnlyAddress }),
  };
}

/** The network a machine is in: the hypervisor's word, else the store's, else that of an interface around it. */
export function networkOf(question: {
  readonly machine: Machine;
  readonly guestIp: string | undefined;
  readonly hostOnly: HostOnlyNetwork | undefined;
  readonly interfaces: readonly NetworkInterface[];
}): Cidr | undefined {
  const { machine, guestIp, hostOnly, interfaces } = question;
  const guest = guestIp === undefined ? undefined : parseIpv4(guestIp);
  const told = [hostOnly?.network, machine.hostOnly].find(
    (network) => network !== undefined && (guest === undefined || contains(network, guest)),
  );
  if (told !== undefined || guest === undefined) return told;
  const around = interfaces
    .filter(({ name }) => kindOfInterface(name) !== 'tunnel')
    .flatMap(({ addresses }) => addresses.map(({ network }) => network))
    .filter((network) => network.length > 8 && contains(network, guest))
    .sort((a, b) => b.length - a.length);
  return around[0] ?? (machine.driver === 'virtualbox' ? cidr(guest, 24) : undefined);
}
