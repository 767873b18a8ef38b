import { cidr, contains, formatIpv4, parseCidr, parseIpv4, type Cidr } from '../route/cidr.ts';

/* Values of config.json, each read as carefully as the file deserves: anybody may have written it. */

export function isLoopback(host: string): boolean {
  const address = parseIpv4(host);
  return host === 'localhost' || (address !== undefined && contains(cidr(0x7f000000, 8), address));
}

/** A dotted quad that can be one machine's address; loopback, multicast and 0.0.0.0 are not. */
export function hostAddress(value: string | null | undefined): string | undefined {
  const address = parseIpv4(value?.trim() ?? '');
  if (address === undefined || !isUnicast(address)) return undefined;
  return formatIpv4(address);
}

/** `HostOnlyCIDR`: the Mac's address and the prefix length in one, "192.168.99.1/24". */
export function hostOnly(value: string | null | undefined): { network: Cidr; address?: string } | undefined {
  const text = value?.trim() ?? '';
  const [quad = ''] = text.split('/');
  const network = text.includes('/') ? parseCidr(text) : undefined;
  const address = parseIpv4(quad);
  if (network === undefined || address === undefined || !isUnicast(address)) return undefined;
  // A route of a whole class A or of a single host is no host-only network; nothing may ever be done to it.
  if (network.length < 8 || network.length > 30) return undefined;
  return { network, ...(address === network.address ? {} : { address: formatIpv4(address) }) };
}

function isUnicast(address: number): boolean {
  const first = address >>> 24;
  return first !== 0 && first < 224 && !contains(cidr(0x7f000000, 8), address);
}

export function given(value: string | null | undefined): string | undefined {
  return value === undefined || value === null || value.trim() === '' ? undefined : value;
}

export function portNumber(value: unknown): number | undefined {
  const number = wholeNumber(value);
  return number !== undefined && number >= 1 && number <= 65_535 ? number : undefined;
}

export function wholeNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return /^\d{1,9}$/.test(value.trim()) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
