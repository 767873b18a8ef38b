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
