/**
 * `netstat -nr` as macOS prints it. The widths follow route.c of Apple's network_cmds: what differs by
 * version is the Refs and Use columns (gone since 10.15) and the width at which Netif is cut.
 */
import { type Cidr, formatIpv4 } from '../../../app/route/cidr.ts';
import type { KernelRow } from '../kernel.ts';

export type MacVersion = '10.11' | '10.15' | '12' | '14';

const forms: Record<MacVersion, { readonly counts: boolean; readonly netif: number }> = {
  '10.11': { counts: true, netif: 7 },
  '10.15': { counts: false, netif: 7 },
  '12': { counts: false, netif: 10 },
  '14': { counts: false, netif: 14 },
};

export function renderNetstat(
  rows: readonly KernelRow[],
  options: { readonly version: MacVersion; readonly withInet6: boolean },
): string {
  const lines = ['Routing tables', '', 'Internet:', header(options.version)];
  for (const row of rows) lines.push(line(row, options.version));
  if (options.withInet6)
    lines.push('', 'Internet6:', inet6Header(options.version), ...inet6(options.version));
  return `${lines.join('\n')}\n`;
}

function header(version: MacVersion): string {
  const { counts, netif } = forms[version];
  return [
    'Destination'.padEnd(18),
    'Gateway'.padEnd(18),
    'Flags'.padEnd(10),
    ...(counts ? ['Refs'.padStart(6), 'Use'.padStart(8)] : []),
    'Netif'.padStart(netif),
    'Expire',
  ].join(' ');
}

function line(row: KernelRow, version: MacVersion): string {
  const { counts, netif } = forms[version];
  return [
    printDestination(row).padEnd(18),
    row.gateway.padEnd(18),
    row.flags.slice(0, 10).padEnd(10),
    ...(counts ? ['1'.padStart(6), '0'.padStart(8)] : []),
    row.interface.slice(0, netif).padStart(netif),
    (row.expire ?? '').padStart(6),
  ].join(' ');
}

/** Short forms of netname(): octets down to the class, the length unless it is the class's own. */
export function printDestination({ destination, flags }: Pick<KernelRow, 'destination' | 'flags'>): string {
  if (destination.length === 0) return 'default';
  if (flags.includes('H')) return formatIpv4(destination.address);
  return printNetwork(destination);
}

function printNetwork(network: Cidr): string {
  const octets = formatIpv4(network.address).split('.');
  const first = Number(octets[0]);
  const classful = first < 128 ? 1 : first < 192 ? 2 : 3;
  while (octets.length > classful && octets.at(-1) === '0') octets.pop();
  const length = network.length === classful * 8 ? '' : `/${network.length}`;
  return `${octets.join('.')}${length}`;
}

function inet6Header(version: MacVersion): string {
  return [
    'Destination'.padEnd(39),
    'Gateway'.padEnd(31),
    'Flags'.padEnd(10),
    'Netif'.padStart(Math.max(8, forms[version].netif)),
    'Expire',
  ].join(' ');
}

/** Every modern Mac has IPv6 defaults on tunnels without any VPN: a reader must not take them for IPv4. */
function inet6(version: MacVersion): string[] {
  const rows = [
    ['default', 'fe80::%utun0', 'UGcIg', 'utun0'],
    ['default', 'fe80::%utun1', 'UGcIg', 'utun1'],
    ['::1', '::1', 'UHL', 'lo0'],
    ['fe80::%lo0/64', 'fe80::1%lo0', 'UcI', 'lo0'],
    ['fe80::%utun0/64', 'fe80::ce81:b1c:bd2c:69e%utun0', 'UcI', 'utun0'],
  ] as const;
  return rows.map(([destination, gateway, flags, netif]) =>
    [
      destination.padEnd(39),
      gateway.padEnd(31),
      flags.padEnd(10),
      netif.padStart(Math.max(8, forms[version].netif)),
      ' '.repeat(6),
    ].join(' '),
  );
}
