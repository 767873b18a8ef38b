import { contains, overlaps, parseCidr, parseIpv4, type Cidr } from '../../route/cidr.ts';
import { redact } from '../../home/redact.ts';
import { expandDestination } from './destination.ts';
import { patterns } from './patterns.ts';

/** Words that stay, whoever is called so: without them a report cannot be read. */
const vocabulary: ReadonlySet<string> = new Set(
  'root admin user docker default fairlead engine machine vpn localhost route running server client daemon none null true false host network running state name image bridge direct forward virtualbox boot2docker minikube home users'.split(
    ' ',
  ),
);

const always = [
  '127.0.0.0/8',
  '10.0.2.0/24',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.0.0.0/8',
  '0.0.0.0/32',
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
]
  .map(parseCidr)
  .filter((one): one is Cidr => one !== undefined);

/**
 * Takes out of a text what must not be public, and gives the same thing the same placeholder everywhere, so
 * that the report can still be read. Networks of machines stay: a route cannot be judged without them.
 */
export class Redactor {
  readonly #placeholders = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  readonly #words = new Map<string, string>();
  readonly #keep: readonly Cidr[];

  /** `networks`: the host-only networks of machines. */
  constructor(networks: readonly string[]) {
    this.#keep = networks.map(parseCidr).filter((one): one is Cidr => one !== undefined);
  }

  /** Makes a name known, so that it is found in any sentence. */
  learn(kind: string, ...names: readonly (string | undefined)[]): void {
    for (const name of names) {
      const isWord = name !== undefined && name.length >= 3 && !vocabulary.has(name.toLowerCase());
      if (isWord && !this.#words.has(name)) this.#words.set(name, this.#placeholder(kind, name));
    }
  }

  clean(text: string): string {
    let clean = redact(text);
    for (const [word, placeholder] of [...this.#words].sort(([one], [other]) => other.length - one.length))
      clean = clean.replace(new RegExp(`(?<![A-Za-z0-9])${escaped(word)}(?![A-Za-z0-9])`, 'gi'), placeholder);
    for (const { kind, pattern, group = 0 } of patterns)
      clean = clean.replace(pattern, (whole: string, ...groups: unknown[]) => {
        const inside = groups[group - 1];
        const secret = typeof inside === 'string' && group > 0 ? inside : whole;
        return whole.replace(secret, this.#placeholder(kind, secret.toLowerCase()));
      });
    return this.#addresses(clean);
  }

  #addresses(text: string): string {
    return text
      .replace(/(?<![\w./-])\d{1,3}(?:\.\d{1,3}){0,3}\/\d{1,2}(?![\w./])/g, (whole) => {
        const network = expandDestination(whole);
        if (network === undefined || this.#isKept(network)) return whole;
        return this.#placeholder('network', whole) + whole.slice(whole.indexOf('/'));
      })
      .replace(/(?<![\w.-])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d|\/\d)/g, (whole) => {
        const address = parseIpv4(whole);
        if (address === undefined) return whole;
        const stays =
          [...always.filter(({ length }) => length > 1), ...this.#keep].some((network) =>
            contains(network, address),
          ) || /^25[245]\.|^0\./.test(whole);
        return stays ? whole : this.#placeholder(isPrivate(address) ? 'private-address' : 'address', whole);
      });
  }

  /** What overlaps a machine's network, or is everybody's, says nothing about where somebody works. */
  #isKept(network: Cidr): boolean {
    return [...always, ...this.#keep].some((kept) =>
      kept.length <= 1
        ? kept.address === network.address && kept.length === network.length
        : overlaps(kept, network),
    );
  }

  #placeholder(kind: string, secret: string): string {
    const key = `${kind} ${secret}`;
    const known = this.#placeholders.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const placeholder = `<${kind}-${count}>`;
    this.#placeholders.set(key, placeholder);
    return placeholder;
  }
}

const privates = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
  .map(parseCidr)
  .filter((one): one is Cidr => one !== undefined);
function isPrivate(address: number): boolean {
  return privates.some((network) => contains(network, address));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
