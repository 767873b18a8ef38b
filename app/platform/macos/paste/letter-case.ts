import { parseDestination } from '../destination.ts';
import { tokensOf } from '../tokens.ts';

/** The letters of the flags column in the order netstat prints them, which tells `C` from `c` and `I` from `i`. */
const inOrder = 'UGHRDMmdCXLS12Wc3BbIiYrg';
const titles: readonly (readonly [RegExp, string])[] = [
  [/^(\s*)routing tables\s*$/i, '$1Routing tables'],
  [/^(\s*)internet(6?):\s*$/i, '$1Internet$2:'],
];

/** Words that are small in every table, and get a capital where a program takes them for a sentence's first. */
const small = /(?<=^\s*|\s)(Default|Link#\d+|[A-Z][a-z]{1,7}\d{1,3})(?=\s|$)/g;

/**
 * A row or heading that came all in capitals or all in small letters, with the letters netstat prints: a row as
 * printed has both, small ones in its interface and a capital U in its flags. Any other line is left alone.
 */
export function withItsLetters(line: string): string {
  if (!/[A-Za-z]/.test(line)) return line;
  if (/[a-z]/.test(line) && /[A-Z]/.test(line)) return line.replace(small, (word) => word.toLowerCase());
  for (const [title, printed] of titles) if (title.test(line)) return line.replace(title, printed);
  if (/^\s*destination\s+gateway\s/i.test(line))
    return line.toLowerCase().replace(/\b(destination|gateway|flags|refs|use|mtu|netif|expire)\b/g, capital);
  const lower = line.toLowerCase();
  const [first = '', , ...rest] = tokensOf(lower);
  if (parseDestination(first, false) === undefined) return line;
  // With -l the interface's own address stands before the flags; the next hop never is flags.
  const flags = rest.slice(0, 2).find((word) => flagsOf(word) !== undefined);
  const at = flags === undefined ? -1 : lower.search(new RegExp(`(?<=\\s)${flags}(?=\\s)`));
  if (flags === undefined || at === -1) return line;
  return `${lower.slice(0, at)}${flagsOf(flags) ?? flags}${lower.slice(at + flags.length)}`;
}

/** Undefined when no order of the letters allows it, as for nearly every ordinary word. */
function flagsOf(word: string): string | undefined {
  if (!/^u[a-z123]{0,9}$/.test(word)) return undefined;
  let flags = '';
  let from = 0;
  for (let letter = 0; letter < word.length; letter++) {
    const one = word.charAt(letter);
    const places = [one.toUpperCase(), one]
      .map((candidate) => inOrder.indexOf(candidate, from))
      .filter((place) => place !== -1)
      .sort((a, b) => a - b);
    const isLast = /^g?$/.test(word.slice(letter + 1));
    const place = isSmall({ one, isLast, flags }) ? places.at(-1) : places[0];
    if (place === undefined) return undefined;
    flags += inOrder.charAt(place);
    from = place + 1;
  }
  return flags;
}

/**
 * Where the order allows both: a router (r) ends the flags of a host, a row that rejects (R) goes on; m, the row of a
 * multicast group, and d are everyday, M and D are not; a host that is B is a broadcast address.
 */
function isSmall({ one, isLast, flags }: { one: string; isLast: boolean; flags: string }): boolean {
  if (one === 'r') return isLast && flags.includes('H');
  if (one === 'b') return flags.includes('H');
  return one === 'm' || one === 'd';
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
