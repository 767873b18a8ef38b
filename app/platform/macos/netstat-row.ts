import type { Gateway, RouteRow } from '../../route/table.ts';
import { parseIpv4 } from '../../route/cidr.ts';
import { parseDestination } from './destination.ts';

/** What one line of the IPv4 part, or of a text without headings, turned out to be. */
export type Line =
  | { readonly kind: 'row'; readonly row: RouteRow; readonly numbers: number }
  /** IPv6. */
  | { readonly kind: 'other-family' }
  /** Begins as a row and stops before the interface. */
  | { readonly kind: 'incomplete'; readonly tokens: number; readonly gateway: boolean }
  /** Has the shape of a row, but a destination that is no address. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'remark' };

/** Letters of the flags column in the order netstat prints them (route.c, `bits`), cut after ten. */
const flagLetters = /^U[GHRDMmdCXLS12Wc3BbIiYrg]{0,9}$/;
const flagsWithoutUp = /^G?H?R?D?M?m?d?C?X?L?S?1?2?W?c?3?B?b?I?i?Y?r?g?$/;
const interfaceName = /^[A-Za-z][A-Za-z0-9_.-]{0,15}$/;

/**
 * Reads one line by its tokens, never by column: destinations and gateways are padded but not cut, so a long
 * one shifts the rest. The flags are the first token after the gateway that can be flags; before them stand
 * destination, gateway and with -l the interface's address, after them up to three counters, then the
 * interface. Whatever follows (expiry, remarks) is nobody's business here: "!" only says the expiry is past.
 *
 * One reader per table: it remembers the gateways, which repeat from row to row.
 */
export function lineReader(): (tokens: readonly string[]) => Line {
  const gateways = new Map<string, Gateway>();
  const gatewayOf = (text: string): Gateway => {
    const known = gateways.get(text);
    if (known !== undefined) return known;
    const gateway = readGateway(text);
    gateways.set(text, gateway);
    return gateway;
  };
  return (tokens) => {
    const first = tokens[0] ?? '';
    if (first.includes(':')) return { kind: ipv6.test(first) ? 'other-family' : 'remark' };
    for (let at = 2; at < tokens.length; at++) {
      if (!isFlags(tokens[at] ?? '', at)) continue;
      let next = at + 1;
      while (next < tokens.length && isNumber(tokens[next] ?? '')) next++;
      const name = tokens[next];
      // A redacted gateway may hold blanks and a word that looks like flags; the interface settles it.
      if (name === undefined || !interfaceName.test(name)) continue;
      return readRow({ tokens, flagsAt: at, name, numbers: next - at - 1, gatewayOf });
    }
    const begins = parseDestination(first, false) !== undefined;
    if (!begins) return { kind: 'remark' };
    const bare = withoutGateway(tokens);
    if (bare !== undefined) return readRow({ ...bare, gatewayOf });
    const gateway = gatewayOf(tokens[1] ?? '').kind !== 'other';
    return { kind: 'incomplete', tokens: tokens.length, gateway };
  };
}

/**
 * A row whose gateway is empty, as somebody left it who takes addresses out of a text: what follows the destination
 * must be flags beyond doubt, and the interface one by its name.
 */
function withoutGateway(
  tokens: readonly string[],
): { tokens: readonly string[]; flagsAt: number; name: string; numbers: number } | undefined {
  const flags = tokens[1] ?? '';
  if (flags.length < 2 || !flagLetters.test(flags)) return undefined;
  let next = 2;
  while (isNumber(tokens[next] ?? '')) next++;
  const name = tokens[next] ?? '';
  if (!numberedName.test(name)) return undefined;
  return { tokens: [tokens[0] ?? '', 'none', ...tokens.slice(1)], flagsAt: 2, name, numbers: next - 2 };
}

/** Every interface ends in a number, unless netstat has cut it. */
const numberedName = /^([a-z][a-z_-]*\d{1,5}|vboxnet|bridge)$/;

function readRow(found: {
  tokens: readonly string[];
  flagsAt: number;
  name: string;
  numbers: number;
  gatewayOf: (text: string) => Gateway;
}): Line {
  const { tokens, flagsAt, name, numbers } = found;
  const flags = tokens[flagsAt] ?? '';
  const destination = parseDestination(tokens[0] ?? '', flags.includes('H'));
  if (destination === undefined) return { kind: 'unreadable' };
  const gateway = found.gatewayOf(gatewayText(tokens, flagsAt));
  if (gateway.kind === 'other' && destination.length === 0 && ipv6.test(gateway.text))
    return { kind: 'other-family' };
  const row: RouteRow = {
    destination,
    gateway,
    interface: name,
    flags,
    scoped: flags.includes('I'),
    cloned: flags.includes('W'),
  };
  return { kind: 'row', row, numbers };
}

function isFlags(token: string, at: number): boolean {
  if (token.charCodeAt(0) === 85) return flagLetters.test(token);
  // A row that is not up is rare; further right such letters are more likely part of a remark.
  return at === 2 && /[A-Za-z]/.test(token) && flagsWithoutUp.test(token);
}

function isNumber(token: string): boolean {
  const code = token.charCodeAt(0);
  return ((code >= 48 && code <= 57) || code === 45) && /^-?\d+$/.test(token);
}

function gatewayText(tokens: readonly string[], flagsAt: number): string {
  // With -l the third column is the interface's own address (RT_IFA), when the kernel sent one.
  if (flagsAt === 3 && parseIpv4(tokens[2] ?? '') !== undefined) return tokens[1] ?? '';
  return flagsAt === 2 ? (tokens[1] ?? '') : tokens.slice(1, flagsAt).join(' ');
}

const linkNumber = /^link#(\d{1,9})$/;
const ipv6 = /^[0-9a-f]{0,4}:[0-9a-f:.]*(%[\w.-]+)?(\/\d+)?$/i;
/** Octets come without leading zeros, joined by colons, or by dots for what is not Ethernet (bridges). */
const mac = /^[0-9a-f]{1,2}(([:.])[0-9a-f]{1,2})(\2[0-9a-f]{1,2}){4}((\2[0-9a-f]{1,2}){2})?$/i;
const gatewayInterface = /^[a-z][a-z_]*\d{1,5}(\.\d{1,5})?$/i;

function readGateway(text: string): Gateway {
  const link = linkNumber.exec(text);
  if (link !== null) return { kind: 'link', index: Number(link[1]) };
  const address = parseIpv4(text);
  if (address !== undefined) return { kind: 'address', address };
  if (mac.test(text)) return { kind: 'mac', text };
  return gatewayInterface.test(text) ? { kind: 'interface', name: text } : { kind: 'other', text };
}
