/** IPv4 addresses and networks as plain numbers: an address is an unsigned 32-bit integer. */

export interface Cidr {
  /** Network address with the host bits cleared, unsigned 32 bit. */
  readonly address: number;
  /** Prefix length, 0 to 32. */
  readonly length: number;
}

/** Parses a dotted quad in decimal without leading zeros; undefined for anything else. */
export function parseIpv4(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  let address = 0;
  for (const octet of match.slice(1)) {
    // route(8) reads a leading zero as octal, so such a text has two meanings and we accept neither.
    if (octet.length > 1 && octet.startsWith('0')) return undefined;
    const value = Number(octet);
    if (value > 255) return undefined;
    address = address * 256 + value;
  }
  return address;
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/** Netmask of a prefix length as an unsigned 32-bit number. */
export function maskOf(length: number): number {
  return length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
}

/** Prefix length of a contiguous netmask (unsigned 32 bit); undefined for a mask with holes. */
export function lengthOfMask(mask: number): number | undefined {
  const length = Math.clz32(~mask >>> 0);
  return maskOf(length) === mask >>> 0 ? length : undefined;
}

/** A network from any address inside it; host bits are cleared. */
export function cidr(address: number, length: number): Cidr {
  return { address: (address & maskOf(length)) >>> 0, length };
}

/** Parses `a.b.c.d/len` (host bits allowed and cleared) or a bare address as /32; undefined otherwise. */
export function parseCidr(text: string): Cidr | undefined {
  const [quad = '', length = '32', ...rest] = text.split('/');
  const address = parseIpv4(quad);
  if (address === undefined || rest.length > 0 || !/^(0|[1-9]\d?)$/.test(length) || Number(length) > 32)
    return undefined;
  return cidr(address, Number(length));
}

export function formatCidr(network: Cidr): string {
  return `${formatIpv4(network.address)}/${network.length}`;
}

export function contains(network: Cidr, address: number): boolean {
  return (address & maskOf(network.length)) >>> 0 === network.address;
}

export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.length <= b.length ? contains(a, b.address) : contains(b, a.address);
}

export function sameCidr(a: Cidr, b: Cidr): boolean {
  return a.address === b.address && a.length === b.length;
}

const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(
  (text) => parseCidr(text) as Cidr,
);

/** Whether the whole network lies inside one of RFC 1918's private ranges. */
export function isPrivate(network: Cidr): boolean {
  return privateNetworks.some((range) => range.length <= network.length && contains(range, network.address));
}
