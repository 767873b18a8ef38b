/** `route -n get <address>`: layout and order of lines from print_getmsg() of Apple's route.c. */
import { formatIpv4, maskOf } from '../../../app/route/cidr.ts';
import type { KernelRow } from '../kernel.ts';

const words: readonly (readonly [string, string])[] = [
  ['U', 'UP'],
  ['G', 'GATEWAY'],
  ['H', 'HOST'],
  ['R', 'REJECT'],
  ['', 'DONE'],
  ['C', 'CLONING'],
  ['L', 'LLINFO'],
  ['S', 'STATIC'],
  ['c', 'PRCLONING'],
  ['W', 'WASCLONED'],
  ['I', 'IFSCOPE'],
  ['B', 'BLACKHOLE'],
  ['i', 'IFREF'],
  ['g', 'GLOBAL'],
];

export function flagWords(flags: string): string {
  return words
    .filter(([letter]) => letter === '' || flags.includes(letter))
    .map(([, word]) => word)
    .join(',');
}

export function renderRouteGet(asked: string, row: KernelRow, mtu: number): string {
  const { address, length } = row.destination;
  const isHost = row.flags.includes('H');
  const lines = [
    `   route to: ${asked}`,
    // A network of address zero prints as default whatever its mask: 0/1 differs by its mask only.
    `destination: ${address === 0 ? 'default' : formatIpv4(address)}`,
    ...(isHost ? [] : [`       mask: ${length === 0 ? 'default' : formatIpv4(maskOf(length))}`]),
    ...(row.flags.includes('G') ? [`    gateway: ${row.gateway}`] : []),
    `  interface: ${row.interface}`,
    `      flags: <${flagWords(row.flags)}>`,
    ' recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire',
    `       0         0         0         0         0         0 ${String(mtu).padStart(9)} ${expireOf(row)} `,
  ];
  return `${lines.join('\n')}\n`;
}

function expireOf(row: KernelRow): string {
  // An expired row shows how long ago that was, as a negative number.
  const seconds = row.expire === '!' ? '-67' : (row.expire ?? '0');
  return seconds.padStart(9);
}
