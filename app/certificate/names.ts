import { isIP } from 'node:net';
import { parseIpv4 } from '../route/cidr.ts';

/** The 4 or 16 bytes of an IP address in text; undefined for a name. */
export function addressBytes(text: string): Buffer | undefined {
  if (isIP(text) === 6 && !text.includes('%')) return ipv6Bytes(text);
  const quad = parseIpv4(text);
  if (quad === undefined) return undefined;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(quad);
  return bytes;
}

function ipv6Bytes(text: string): Buffer {
  // The URL parser brings every spelling, dotted tails too, into the one of RFC 5952.
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = [], tail] = canonical
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const filler = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  const bytes = Buffer.alloc(16);
  [...head, ...filler, ...(tail ?? [])].forEach((group, index) =>
    bytes.writeUInt16BE(parseInt(group, 16), index * 2),
  );
  return bytes;
}

/** One spelling per name, for comparing: DNS names in lower case, addresses as their bytes. */
export function nameKey(text: string): string {
  const bytes = addressBytes(text);
  return bytes === undefined ? text.toLowerCase().replace(/\.$/, '') : bytes.toString('hex');
}

/** Every name once, in the order given. */
export function distinctNames(names: readonly string[]): string[] {
  return [...new Map(names.map((name) => [nameKey(name), name])).values()];
}

/**
 * Whether a name may be asked for: an IP address, or a DNS name in ASCII (RFC 1123 labels, an underscore as
 * some guests have it, a leading `*.`). A leading dash never passes: it would be an option on a command line.
 */
export function isCertificateName(text: string): boolean {
  if (addressBytes(text) !== undefined) return true;
  if (text.length > 253 || /^[\d.]*$/.test(text)) return false;
  const labels = text.replace(/^\*\./, '').split('.');
  return labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}
