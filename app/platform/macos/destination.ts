import { cidr, type Cidr, lengthOfMask, parseIpv4 } from '../../route/cidr.ts';

/**
 * Expands a destination as macOS's netstat prints it (network_cmds, netstat.tproj/route.c, `netname`):
 * trailing zero octets are dropped down to the size of the address class, and `/length` is left out when it
 * equals the class's mask, so `192.168.99` is a /24, `169.254` a /16 and `10` a /8, but `10.1/24` is
 * 10.1.0.0/24. `host` is flag H: a full address without a length. Undefined for anything else (names, IPv6,
 * a mask with holes, octets in octal).
 */
export function parseDestination(text: string, host: boolean): Cidr | undefined {
  if (text === 'default') return { address: 0, length: 0 };
  const slash = text.indexOf('/');
  const end = slash === -1 ? text.length : slash;
  let address = 0;
  let octets = 0;
  let octet = 0;
  let digits = 0;
  for (let at = 0; at <= end; at++) {
    const code = at === end ? dot : text.charCodeAt(at);
    if (code === dot) {
      if (digits === 0 || octet > 255 || octets === 4) return undefined;
      address = address * 256 + octet;
      octets++;
      octet = 0;
      digits = 0;
    } else if (code >= 48 && code <= 57) {
      // A leading zero means octal to route(8) and decimal to others: such a text has two meanings.
      if (digits === 3 || (digits > 0 && octet === 0)) return undefined;
      octet = octet * 10 + code - 48;
      digits++;
    } else return undefined;
  }
  const full = address * 256 ** (4 - octets);
  if (slash !== -1) {
    const length = lengthOf(text.slice(slash + 1));
    return length === undefined ? undefined : cidr(full, length);
  }
  if (host) return { address: full, length: 32 };
  if (octets === 4) return writtenOut(full);
  // netstat never leaves out an octet of the class's network, so whoever wrote less means what is written.
  return cidr(full, octets * 8);
}

const dot = 46;

/** A number of bits, or the mask itself, as people type it. */
function lengthOf(text: string): number | undefined {
  if (/^(0|[1-9]\d?)$/.test(text)) return Number(text) <= 32 ? Number(text) : undefined;
  const mask = parseIpv4(text);
  return mask === undefined ? undefined : lengthOfMask(mask);
}

/**
 * Four octets and neither length nor flag H, as other systems print and people type a network: its zeros at the end
 * are those netstat drops. Nothing on a Mac prints it so; without zeros it can only be an address.
 */
function writtenOut(address: number): Cidr {
  if (address === 0) return { address: 0, length: 0 };
  const length =
    address % 2 ** 8 !== 0 ? 32 : address % 2 ** 16 !== 0 ? 24 : address % 2 ** 24 !== 0 ? 16 : 8;
  return cidr(address, Math.max(classLength(address), length));
}

function classLength(address: number): number {
  const first = Math.floor(address / 2 ** 24);
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}
