import { type Cidr, contains, formatCidr } from './cidr.ts';
import { kindOfInterface } from './interface-kind.ts';
import type { NetworkInterface } from './table.ts';

export type Owner =
  | { readonly kind: 'owner'; readonly interface: NetworkInterface }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * The interface a host-only network belongs to: the one with an address inside it. The adapter the machine's
 * configuration names goes first; a tunnel is never the owner, whatever address it holds, and a physical
 * interface only when no adapter is named, because a home network may use the same numbers.
 */
export function ownerOf(question: {
  interfaces: readonly NetworkInterface[];
  network: Cidr;
  adapter?: string | undefined;
}): Owner {
  const { interfaces, network, adapter } = question;
  const inside = interfaces.filter(
    (one) => !isTunnel(one) && one.addresses.some(({ address }) => contains(network, address)),
  );
  const named = inside.find(({ name }) => name === adapter);
  const vm = best(inside.filter(({ name }) => kindOfInterface(name) === 'vm'));
  const other = adapter === undefined ? best(inside.filter(isPhysical)) : undefined;
  const found = named ?? vm ?? other;
  if (found === undefined) return { kind: 'none', reason: whyNone(question) };
  if (!found.up) return { kind: 'none', reason: `${found.name} is down` };
  return { kind: 'owner', interface: found };
}

function isTunnel(one: NetworkInterface): boolean {
  return one.pointToPoint || kindOfInterface(one.name) === 'tunnel';
}

function isPhysical(one: NetworkInterface): boolean {
  return kindOfInterface(one.name) === 'physical';
}

function best(candidates: readonly NetworkInterface[]): NetworkInterface | undefined {
  return candidates.find(({ up }) => up) ?? candidates[0];
}

function whyNone(question: {
  interfaces: readonly NetworkInterface[];
  network: Cidr;
  adapter?: string | undefined;
}): string {
  const { interfaces, network, adapter } = question;
  const network_ = formatCidr(network);
  if (adapter === undefined) return `no interface of this computer has an address in ${network_}`;
  const there = interfaces.some(({ name }) => name === adapter);
  return there ? `${adapter} has no address in ${network_}` : `${adapter} does not exist`;
}
