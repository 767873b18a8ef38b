import { cidr, parseIpv4 } from '../../route/cidr.ts';
import type { NetworkInterface } from '../../route/table.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { listOf, numberOf, parseRecords, recordsOf, textOf, type Fields } from './json.ts';

/** Reads `ip -j addr` (iproute2, ip/ipaddress.c); IPv6 addresses are left out. */
export function parseInterfaces(stdout: string): Reading<readonly NetworkInterface[]> {
  const records = parseRecords(stdout);
  if (records === undefined) return unreadable('ip addr printed something that is not its JSON form');
  // Every network namespace has a loopback, so an answer without any interface is no answer.
  const interfaces = records.flatMap(interfaceOf);
  return interfaces.length === 0 ? unreadable('ip addr listed no interface') : read(interfaces);
}

function interfaceOf(fields: Fields): readonly NetworkInterface[] {
  const name = textOf(fields, 'ifname');
  if (name === undefined) return [];
  const flags = listOf(fields, 'flags');
  const mtu = numberOf(fields, 'mtu');
  return [
    {
      name,
      up: flags.includes('UP'),
      pointToPoint: flags.includes('POINTOPOINT'),
      addresses: recordsOf(fields['addr_info']).flatMap(addressOf),
      ...(mtu === undefined ? {} : { mtu }),
    },
  ];
}

function addressOf(fields: Fields): readonly NetworkInterface['addresses'][number][] {
  const address = parseIpv4(textOf(fields, 'local') ?? '');
  const length = numberOf(fields, 'prefixlen');
  if (textOf(fields, 'family') !== 'inet' || address === undefined) return [];
  if (length === undefined || !Number.isInteger(length) || length < 0 || length > 32) return [];
  // With a peer, `address` is the other end, and the network is the peer's: that is what the kernel routes.
  const peer = parseIpv4(textOf(fields, 'address') ?? '');
  return [{ address, network: cidr(peer ?? address, length), ...(peer === undefined ? {} : { peer }) }];
}
