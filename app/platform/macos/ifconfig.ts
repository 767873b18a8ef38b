import { type Reading, read, unreadable } from '../../reading.ts';
import { cidr, lengthOfMask, parseIpv4 } from '../../route/cidr.ts';
import type { NetworkInterface } from '../../route/table.ts';
import { tokensOf } from './tokens.ts';

type Address = NetworkInterface['addresses'][number];

/**
 * Reads `ifconfig -a` (network_cmds, ifconfig.tproj): an unindented line per interface, then its addresses.
 * Masks come in hexadecimal, the peer of a point-to-point interface behind `-->`. IPv6, media and the rest
 * are passed over. An interface that is printed twice counts as it was printed last.
 */
export function parseIfconfig(text: string): Reading<NetworkInterface[]> {
  const found = new Map<string, NetworkInterface & { addresses: Address[] }>();
  let current: (NetworkInterface & { addresses: Address[] }) | undefined;
  for (const line of text.split('\n')) {
    const header = readHeader(line);
    if (header !== undefined) {
      current = header;
      found.delete(header.name);
      found.set(header.name, header);
      continue;
    }
    const address = readAddress(line);
    if (address !== undefined) current?.addresses.push(address);
  }
  if (found.size > 0) return read([...found.values()]);
  const first = text.trim().split('\n', 1)[0] ?? '';
  return unreadable(
    first === '' ? 'ifconfig printed nothing' : `ifconfig named no interface: "${first.slice(0, 80)}"`,
  );
}

function readHeader(line: string): (NetworkInterface & { addresses: Address[] }) | undefined {
  const match = /^([A-Za-z][\w.-]{0,15}): flags=[0-9a-f]+(?:<([^>]*)>)?(.*)$/i.exec(line.trimEnd());
  if (match?.[1] === undefined) return undefined;
  const flags = (match[2] ?? '').split(',');
  const mtu = /\bmtu (\d{1,6})\b/.exec(match[3] ?? '')?.[1];
  return {
    name: match[1],
    up: flags.includes('UP'),
    pointToPoint: flags.includes('POINTOPOINT'),
    addresses: [],
    ...(mtu === undefined ? {} : { mtu: Number(mtu) }),
  };
}

/** `inet A [--> P] netmask M …`, also `inet A/len`. */
function readAddress(line: string): Address | undefined {
  const tokens = tokensOf(line);
  if (tokens[0] !== 'inet') return undefined;
  const [quad = '', suffix] = (tokens[1] ?? '').split('/');
  const address = parseIpv4(quad);
  const length = suffix === undefined ? lengthAfter(tokens) : lengthOfText(suffix);
  if (address === undefined || length === undefined) return undefined;
  const peer = tokens[2] === '-->' ? parseIpv4(tokens[3] ?? '') : undefined;
  return {
    address,
    network: cidr(address, length),
    ...(peer === undefined ? {} : { peer }),
  };
}

/** Without a mask (the line was cut) an address stands for itself only. */
function lengthAfter(tokens: readonly string[]): number | undefined {
  const at = tokens.indexOf('netmask');
  if (at === -1) return 32;
  const text = tokens[at + 1] ?? '';
  const mask = /^0x[0-9a-f]{8}$/i.test(text) ? Number(text) : parseIpv4(text);
  return mask === undefined ? undefined : lengthOfMask(mask);
}

function lengthOfText(text: string): number | undefined {
  return /^\d{1,2}$/.test(text) && Number(text) <= 32 ? Number(text) : undefined;
}
