import { execFileSync } from 'node:child_process';
import { parseInterfaces } from '../../../app/platform/linux/interfaces.ts';
import { parseKernelRows } from '../../../app/platform/linux/route-table.ts';
import type { KernelRow as LinuxRow } from '../../../app/platform/linux/kernel-row.ts';
import { valueOf } from '../../../app/reading.ts';
import { formatIpv4 } from '../../../app/route/cidr.ts';
import type { NetworkInterface } from '../../../app/route/table.ts';
import type { StageInterface } from '../../stage/interfaces.ts';
import type { KernelRow } from '../../stage/kernel.ts';

/** The real kernel of this namespace, in the words a Mac's commands use for theirs. */
export function readInterfaces(): readonly StageInterface[] {
  const known = valueOf(parseInterfaces(ip('-j', 'addr'))) ?? [];
  return known.map((network, at) => ({
    name: macName(network.name),
    index: at + 1,
    kind: kindOf(network),
    up: network.up,
    mtu: network.mtu ?? 1500,
    ...(kindOf(network) === 'ethernet' ? { ether: `0a:00:27:00:00:0${at}` } : {}),
    ...addressOf(network),
  }));
}

export function readRows(interfaces: readonly StageInterface[]): readonly KernelRow[] {
  const kernel = valueOf(parseKernelRows(ip('-j', '-4', 'route', 'show', 'table', 'main')));
  const ownNetworks = interfaces.filter(({ address }) => address !== undefined);
  // Linux keeps the loopback's rows in another table.
  const loopback = ownNetworks.some(({ name }) => name === 'lo0') ? [loopbackRow] : [];
  return [...loopback, ...(kernel?.rows ?? []).map((row) => macRow(row, interfaces))];
}

/** The row the kernel itself chooses for an address; undefined when it would not send. */
export function lookUp(address: string, interfaces: readonly StageInterface[]): KernelRow | undefined {
  try {
    const [row] = valueOf(parseKernelRows(ip('-j', 'route', 'get', 'fibmatch', address)))?.rows ?? [];
    return row === undefined ? undefined : macRow(row, interfaces);
  } catch {
    return undefined;
  }
}

/** Runs the real `ip`; throws with its complaint. */
export function ip(...args: readonly string[]): string {
  return execFileSync('/sbin/ip', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const loopbackRow: KernelRow = {
  destination: { address: 0x7f000000, length: 8 },
  gateway: '127.0.0.1',
  interface: 'lo0',
  flags: 'UCS',
};

function macRow(row: LinuxRow, interfaces: readonly StageInterface[]): KernelRow {
  const name = macName(row.interface ?? 'lo');
  const index = interfaces.find((network) => network.name === name)?.index ?? 0;
  const static_ = row.protocol === 'kernel' ? '' : 'S';
  const host = row.destination.length === 32 ? 'H' : '';
  return {
    destination: row.destination,
    gateway: row.gateway ?? `link#${index}`,
    interface: name,
    flags: row.gateway === undefined ? `U${host}C${static_}` : `UG${host}${static_}c`,
  };
}

function macName(name: string): string {
  return name === 'lo' ? 'lo0' : name;
}

function kindOf(network: NetworkInterface): StageInterface['kind'] {
  if (network.name === 'lo') return 'loopback';
  return network.pointToPoint ? 'tunnel' : 'ethernet';
}

function addressOf(network: NetworkInterface): Pick<StageInterface, 'address'> {
  const [own] = network.addresses;
  if (own === undefined) return {};
  // A Mac prints a tunnel's address with its other end, which is the same address with openconnect.
  const peer = network.pointToPoint ? { peer: own.peer ?? own.address } : {};
  return { address: { address: own.address, length: own.network.length, ...peer } };
}

export function addressText(network: StageInterface): string {
  return network.address === undefined ? '' : formatIpv4(network.address.address);
}
