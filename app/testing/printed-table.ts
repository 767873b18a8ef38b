import { contains, formatIpv4, type Cidr } from '../route/cidr.ts';

/** A row as the kernel has it: more than a reader gets to see. */
export interface KernelRow {
  readonly destination: Cidr;
  readonly isHost: boolean;
  readonly gateway: string;
  readonly flags: string;
  readonly interface: string;
  readonly expire: string;
}

/** How a version of macOS prints its table (network_cmds, netstat.tproj/route.c). */
export interface PrintedForm {
  readonly name: string;
  readonly width: number;
  /** Refs and Use. */
  readonly counters: boolean;
  /** `-l`: Mtu, and since 10.15 the interface's address as third column. */
  readonly long?: 'mtu' | 'ifa';
  /** Up to 10.13 a row without expiry ends after the interface. */
  readonly endsEarly?: boolean;
}

export const printedForms: readonly PrintedForm[] = [
  { name: '10.6', width: 7, counters: true, endsEarly: true },
  { name: '10.13', width: 7, counters: true, endsEarly: true },
  { name: '10.14', width: 7, counters: true },
  { name: '10.14 -l', width: 7, counters: true, long: 'mtu' },
  { name: '11', width: 7, counters: false },
  { name: '13', width: 10, counters: false },
  { name: '26', width: 14, counters: false },
  { name: '26 -l', width: 14, counters: true, long: 'ifa' },
];

/**
 * The row that carries an ordinary socket, found otherwise than the product does: from the longest prefix down, a
 * host row before a network of length 32. Rows bound to a scope and clones never answer.
 */
export function kernelAnswer(rows: readonly KernelRow[], address: number): KernelRow | undefined {
  const counting = rows.filter(({ flags }) => !/[IW]/.test(flags));
  for (let length = 32; length >= 0; length -= 1) {
    const found = counting.filter(
      (row) => row.destination.length === length && contains(row.destination, address),
    );
    if (found.length > 0) return found.find(({ isHost }) => isHost) ?? found[0];
  }
  return undefined;
}

/** The destination in netstat's short form, by the rules of its netname(). */
export function printedDestination({
  destination: { address, length },
  isHost,
}: Pick<KernelRow, 'destination' | 'isHost'>): string {
  if (isHost) return formatIpv4(address);
  if (length === 0) return 'default';
  const first = address >>> 24;
  const classSize = first < 128 ? 1 : first < 192 ? 2 : 3;
  const octets = formatIpv4(address).split('.');
  while (octets.length > classSize && octets.at(-1) === '0') octets.pop();
  return octets.join('.') + (length === classSize * 8 ? '' : `/${length}`);
}

export function printedRow(row: KernelRow, { width, counters, long, endsEarly }: PrintedForm): string {
  const ifa = long === 'ifa' ? [' ', '192.0.2.17'.padEnd(18)] : [];
  const line = [
    printedDestination(row).padEnd(18),
    ' ',
    row.gateway.padEnd(18),
    ...ifa,
    ' ',
    row.flags.slice(0, 10).padEnd(10),
    ...(counters ? [' ', '3'.padStart(6), ' ', '-1024'.slice(long === 'ifa' ? 1 : 0).padStart(8)] : []),
    ...(long === undefined ? [] : [' ', '1500'.padStart(6)]),
    ' ',
    row.interface.slice(0, width).padStart(width),
  ].join('');
  if (endsEarly === true && row.expire === '') return line;
  return `${line} ${row.expire.padStart(6)}`;
}

export function printedHeader({ width, counters, long }: PrintedForm): string {
  return [
    'Destination'.padEnd(18),
    'Gateway'.padEnd(18),
    ...(long === 'ifa' ? ['RT_IFA'.padEnd(18)] : []),
    'Flags'.padEnd(10),
    ...(counters ? ['Refs'.padStart(6), 'Use'.padStart(8)] : []),
    ...(long === undefined ? [] : ['Mtu'.padStart(6)]),
    'Netif'.padStart(width),
    'Expire',
  ].join(' ');
}

/** The part for IPv6, which every modern Mac has, with rows that look like IPv4 defaults into a tunnel. */
export const printedInet6: readonly string[] = [
  'Internet6:',
  `${'Destination'.padEnd(39)} ${'Gateway'.padEnd(39)} Flags               Netif Expire`,
  `${'default'.padEnd(39)} ${'fe80::%utun0'.padEnd(39)} UGcIg               utun0       `,
  `${'default'.padEnd(39)} ${'utun6'.padEnd(39)} UGcIg               utun6       `,
  `${'::1'.padEnd(39)} ${'::1'.padEnd(39)} UHL                   lo0       `,
  `${'fe80::%utun0/64'.padEnd(39)} ${'fe80::ce81:b1c:bd2c:69e%utun0'.padEnd(39)} UcI                 utun0       `,
  `${'fd7a:115c:a1e0::/48'.padEnd(39)} ${'fd7a:115c:a1e0::'.padEnd(39)} Uc                  utun6       `,
];
