/** Values of the dynamic store: a text, a list, or a dictionary of such. */
export type Value = string | readonly Value[] | Dictionary;
export interface Dictionary {
  readonly [key: string]: Value;
}

/**
 * Reads what scutil prints for a series of `show <key>` commands, in their order: a dictionary, or undefined
 * where there is no such key (configd, scutil.tproj/cache.c: `  No such key`; the exit status is 0 for both).
 */
export function parseShows(text: string): readonly (Dictionary | undefined)[] {
  const lines = text.split('\n').map((line) => line.trim());
  const answers: (Dictionary | undefined)[] = [];
  const cursor = { at: 0 };
  while (cursor.at < lines.length) {
    const line = lines[cursor.at++] ?? '';
    if (line === 'No such key') answers.push(undefined);
    else if (/^<dictionary>\s*\{$/.test(line)) answers.push(readDictionary(lines, cursor));
  }
  return answers;
}

/** The keys a `list` command names: `  subKey [0] = State:/Network/Global/IPv4`. */
export function parseList(text: string): readonly string[] {
  return [...text.matchAll(/^\s*subKey \[\d+\] = (\S.*?)\s*$/gm)].map((match) => match[1] ?? '');
}

function readDictionary(lines: readonly string[], cursor: { at: number }, depth = 0): Dictionary {
  const entries = readEntries(lines, cursor, depth);
  return Object.fromEntries(entries);
}

/** Reads `key : value` lines up to the closing brace, or to the end of a text that was cut. */
function readEntries(lines: readonly string[], cursor: { at: number }, depth: number): [string, Value][] {
  const entries: [string, Value][] = [];
  while (cursor.at < lines.length) {
    const line = lines[cursor.at++] ?? '';
    if (line === '}') break;
    const match = /^(.*?) :(?: (.*))?$/.exec(line);
    if (match?.[1] === undefined) continue;
    const value = match[2] ?? '';
    const opens = /^<(dictionary|array)>\s*\{$/.exec(value);
    // Deeper than any real key: the rest is read as plain lines rather than trusted.
    if (opens === null || depth > 16) entries.push([match[1], value]);
    else if (opens[1] === 'dictionary') entries.push([match[1], readDictionary(lines, cursor, depth + 1)]);
    else entries.push([match[1], readEntries(lines, cursor, depth + 1).map(([, one]) => one)]);
  }
  return entries;
}

/** A VPN or dial-up service of the system's network settings. */
export interface NetworkService {
  readonly enabled: boolean;
  /** Invalid, Disconnected, Connecting, Connected, Disconnecting or Unknown. */
  readonly status: string;
  readonly id: string;
  readonly name: string;
  /** `PPP:L2TP`, `VPN:com.wireguard.macos`, `IPSec`. */
  readonly type: string;
}

/** Reads `scutil --nc list` (configd, scutil.tproj/nc.c, `nc_print_VPN_service`); other lines are passed over. */
export function parseNcList(text: string): readonly NetworkService[] {
  const services: NetworkService[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*(\*?)\s*\((\w+)\)\s+(\S+)\s+.*?"(.*)"\s+\[([^\]]*)\]\s*$/.exec(line);
    if (match === null) continue;
    const [, star, status = '', id = '', name = '', type = ''] = match;
    services.push({ enabled: star === '*', status, id, name, type });
  }
  return services;
}

/** One interface of `scutil --nwi`. */
export interface NetworkInformation {
  readonly interface: string;
  readonly address: string;
  /** Only for VPNs set up through the system's settings. */
  readonly vpnServer?: string;
}

/** Reads the IPv4 part of `scutil --nwi` (configd, nwi/network_state_information_logging.h). */
export function parseNwi(text: string): readonly NetworkInformation[] {
  const part = /IPv4 network interface information([\s\S]*?)(?:IPv6 network interface information|$)/.exec(
    text,
  );
  const found: { interface: string; address: string; vpnServer?: string }[] = [];
  for (const line of (part?.[1] ?? '').split('\n')) {
    const head = /^\s*(\S+)\s*: flags\s*:/.exec(line)?.[1];
    const field = /^\s*(address|VPN server)\s*: (\S+)/.exec(line);
    const last = found.at(-1);
    if (head !== undefined && head !== 'REACH') found.push({ interface: head, address: '' });
    else if (field?.[2] !== undefined && last !== undefined) {
      if (field[1] === 'address') last.address ||= field[2];
      else last.vpnServer = field[2];
    }
  }
  return found;
}
