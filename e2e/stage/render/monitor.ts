/** One block of `route -n monitor`, as print_rtmsg() of Apple's route.c writes it. */
import { formatIpv4, maskOf } from '../../../app/route/cidr.ts';
import type { KernelRow } from '../kernel.ts';
import { flagWords } from './route-get.ts';

const titles = {
  RTM_ADD: 'Add Route',
  RTM_DELETE: 'Delete Route',
  RTM_CHANGE: 'Change Metrics or flags',
} as const;

export type RouteMessage = {
  readonly type: keyof typeof titles;
  readonly row: KernelRow;
  /** Process that asked for it; 0 is the kernel. */
  readonly pid: number;
  readonly errno?: number;
};

export function renderMessage(message: RouteMessage, at: Date): string {
  const { type, row, pid, errno = 0 } = message;
  const flags = flagWords(type === 'RTM_DELETE' ? row.flags.replace('U', '') : row.flags);
  return [
    '',
    `got message of size 140 on ${ctime(at)}`,
    `${type}: ${titles[type]}: len 140, pid: ${pid}, seq 1, errno ${errno}, flags:<${flags}>`,
    'locks:  inits: ',
    'sockaddrs: <DST,GATEWAY,NETMASK>',
    ` ${formatIpv4(row.destination.address)} ${row.gateway} ${formatIpv4(maskOf(row.destination.length))}`,
    '',
  ].join('\n');
}

/** An interface that came or went. */
export function renderInterfaceMessage(index: number, at: Date): string {
  return [
    '',
    `got message of size 112 on ${ctime(at)}`,
    `RTM_IFINFO: iface status change: len 112, if# ${index}, flags:<UP,POINTOPOINT,RUNNING,MULTICAST>`,
    '',
  ].join('\n');
}

/** A failed look-up. Whoever treats it as news wakes himself with every probe of his own. */
export function renderMiss(address: string, at: Date): string {
  return [
    '',
    `got message of size 96 on ${ctime(at)}`,
    'RTM_MISS: Lookup failed on this address: len 96, pid: 0, seq 0, errno 0, flags:<DONE>',
    'locks:  inits: ',
    'sockaddrs: <DST>',
    ` ${address}`,
    '',
  ].join('\n');
}

/** `Tue May 10 09:00:00 2016`. */
function ctime(at: Date): string {
  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const day = String(at.getDate()).padStart(2);
  return `${days[at.getDay()] ?? ''} ${months[at.getMonth()] ?? ''} ${day} ${clock} ${at.getFullYear()}`;
}
