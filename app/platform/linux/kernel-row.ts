import { parseCidr, type Cidr } from '../../route/cidr.ts';
import { listOf, recordsOf, textOf, numberOf, type Fields } from './json.ts';

/** One row of `ip -j -4 route show table all`, with the fields that decide which row wins. */
export interface KernelRow {
  readonly destination: Cidr;
  /** unicast, blackhole, unreachable, prohibit, throw, local, broadcast, … */
  readonly type: string;
  /** Absent for rows that refuse or drop. A multipath row counts by its first living hop. */
  readonly interface?: string;
  readonly gateway?: string;
  readonly table: string;
  /** 0 when the row names none, as the kernel has it. */
  readonly metric: number;
  readonly protocol?: string;
  /** Never the answer for an ordinary packet: for a type of service, or its device is dead. */
  readonly special: boolean;
}

/** Reads one row; undefined when it is not IPv4 or has no form we know. */
export function kernelRow(fields: Fields): KernelRow | undefined {
  const destination = destinationOf(textOf(fields, 'dst'));
  if (destination === undefined) return undefined;
  const hop = livingHop(fields);
  const name = textOf(hop, 'dev');
  const gateway = textOf(hop, 'gateway') ?? viaOf(hop);
  const protocol = textOf(fields, 'protocol');
  const type = textOf(fields, 'type') ?? 'unicast';
  if (type === 'unicast' && name === undefined) return undefined;
  return {
    destination,
    type,
    ...(name === undefined ? {} : { interface: name }),
    ...(gateway === undefined ? {} : { gateway }),
    table: textOf(fields, 'table') ?? String(numberOf(fields, 'table') ?? 'main'),
    metric: numberOf(fields, 'metric') ?? 0,
    ...(protocol === undefined ? {} : { protocol }),
    special: 'tos' in fields || isDead(hop),
  };
}

function destinationOf(text: string | undefined): Cidr | undefined {
  if (text === undefined) return undefined;
  return text === 'default' ? { address: 0, length: 0 } : parseCidr(text);
}

function livingHop(fields: Fields): Fields {
  const hops = recordsOf(fields['nexthops']);
  return hops.find((hop) => !isDead(hop)) ?? hops[0] ?? fields;
}

function isDead(hop: Fields): boolean {
  return listOf(hop, 'flags').includes('dead');
}

/** An IPv4 row may leave by an IPv6 neighbour: `"via":{"family":"inet6","host":"fe80::1"}`. */
function viaOf(hop: Fields): string | undefined {
  const via = hop['via'];
  return typeof via === 'object' && via !== null ? textOf(via as Fields, 'host') : undefined;
}
