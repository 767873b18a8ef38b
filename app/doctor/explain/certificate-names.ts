import { parseIpv4, parseCidr, contains } from '../../route/cidr.ts';
import type { SymptomId } from '../catalogue/catalogue.ts';
import type { Hint } from './phrases.ts';

/** A complaint that a certificate is not for whom was asked. */
export interface Mismatch {
  readonly names: readonly string[];
  readonly wanted: string;
  readonly quote: string;
}

const word = '["\']?([\\w.:*\\[\\]-]+?)["\']?';
const unnamed =
  'certificate name does not match input|RemoteCertificateNameMismatch|no appropriate (?:commonName|subjectAltName)|num=6[24]:|(?:hostname|IP address) mismatch ?[()]|CertNotValidForName|NotValidForName';
/** How Go, Python, Node, curl, openssl and Java say it; `names` may be missing. */
const forms: readonly { readonly pattern: RegExp; readonly names?: number; readonly wanted: number }[] = [
  {
    pattern: new RegExp(
      `certificate is valid for ((?:[\\w.:*-]+, ?)*[\\w.:*-]*|) ?,? ?not ${word}(?=[\\s,;)"']|$|\\.(?:\\s|$))`,
      'i',
    ),
    names: 1,
    wanted: 2,
  },
  {
    pattern: new RegExp(
      `certificate is not valid for any names, but wanted to match ${word}(?=[\\s,;)"'}]|$)`,
      'i',
    ),
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `(?:host ?name|IP address)(?: mismatch)?[,:]? ?certificate is not valid for ${word}(?=[\\s,;)"'}]|\\.(?:\\s|$)|$)`,
      'i',
    ),
    wanted: 1,
  },
  {
    pattern: new RegExp(`hostname ${word} doesn.?t match (?:either of )?((?:["'][^"']*["'](?:, ?)?)+)`, 'i'),
    names: 2,
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `(?:Hostname\\/IP .{0,60}altnames[^:]*: )["']?(?:Host|IP): ${word}\\.? is not in the cert.{0,3}s (?:altnames|list): ?([^\\n]{0,300}?)(?: at |$)`,
      'i',
    ),
    names: 2,
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `(?:no alternative certificate subject name matches|does not match) (?:target )?(?:ipv4 address|host ?name|host name) ${word}(?=[\\s,;)"'}]|\\.(?:\\s|$)|$)`,
      'i',
    ),
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `certificate subject name .{1,80} does not match target host ?name ${word}(?=[\\s,;)"'}]|\\.(?:\\s|$)|$)`,
      'i',
    ),
    wanted: 1,
  },
  { pattern: new RegExp(`cannot validate certificate for ${word} because`, 'i'), wanted: 1 },
  {
    pattern: new RegExp(
      `No (?:subject alternative|name matching)(?: (?:DNS )?names?)?(?: matching)?(?: IP address)? ${word} found`,
      'i',
    ),
    wanted: 1,
  },
  {
    pattern:
      /(?:Certificate for|Host ?name) <?["']?([\w.:-]+?)["']?>? (?:does ?n.?t|does not) match (?:any of the subject alternative names|the certificate subject provided by the peer|the server certificate|common name of the certificate subject):? ?[[(]?([^\])\n]{0,300})/i,
    names: 2,
    wanted: 1,
  },
  {
    pattern:
      /certificate not valid for name ["']?([\w.:-]+?)["']?(?:; certificate is only valid for ([^\n]{0,200}))?(?=[\s,;)"'}]|$)/i,
    names: 2,
    wanted: 1,
  },
  {
    pattern:
      /(?:Peer certificate )?CN=[`'"]?([\w.:* -]+?)['"]? did not match expected CN=[`'"]?([\w.:-]+?)['"]?(?=[\s,;)}]|$)/i,
    names: 1,
    wanted: 2,
  },
  {
    pattern: /Hostname ([\w.:-]+?) not verified.{0,400}?subjectAltNames: \[([^\]]{0,300})\]/i,
    names: 2,
    wanted: 1,
  },
  { pattern: /Hostname ([\w.:-]+?) not verified\b/i, wanted: 1 },
  {
    pattern: /hostname in certificate didn'?t match: <?([\w.:-]+?)>? != ([^\n]{0,200})/i,
    names: 2,
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `(?:no certificate subject alternative name matches requested host name|certificate's owner does not match hostname) ${word}(?=[\\s,;)"'}]|\\.(?:\\s|$)|$)`,
      'i',
    ),
    wanted: 1,
  },
  // These do not say for whom; the host that was dialled stands before them.
  {
    pattern: new RegExp(
      `(?:(?:https?|tcp):\\/\\/|host=["']?)\\[?([\\w.-]+|::1)\\]?["']?(?:[:,/][^\\n]{0,300}?)?(?:${unnamed})`,
      'i',
    ),
    wanted: 1,
  },
  {
    pattern: new RegExp(
      `(?:${unnamed})[^\\n]{0,300}?(?:(?:https?|tcp):\\/\\/|host=["']?)\\[?([\\w.-]+|::1)\\]?(?=:\\d)`,
      'i',
    ),
    wanted: 1,
  },
];

export function readMismatch(text: string): Mismatch | undefined {
  for (const { pattern, names, wanted } of forms) {
    const found = pattern.exec(text);
    if (found === null) continue;
    return {
      names: names === undefined ? [] : namesOf(found[names] ?? ''),
      wanted: (found[wanted] ?? '').replace(/\.$/, '').replace(/^\[|\]$/g, ''),
      quote: found[0].slice(0, 160).trim(),
    };
  }
  return undefined;
}

function namesOf(list: string): readonly string[] {
  return list
    .replace(/(DNS|IP Address|IP):|\b(DnsName|IpAddress|CN|O|OU)(?==|\()/gi, ' ')
    .split(/[\s,"'()=[\]]+/)
    .filter((name) => name !== '' && name !== 'and');
}

const local = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']
  .map(parseCidr)
  .filter((one) => one !== undefined);
/** VirtualBox's NAT: the only addresses boot2docker has before the host-only interface is up. */
const natSide = (name: string): boolean =>
  /^(127\.|10\.0\.[2-9]\.15$|::1$|localhost|default$|boot2docker)/i.test(name);
const madeByBoot2docker = (name: string): boolean => /^(10\.0\.[2-9]\.15$|boot2docker)/i.test(name);

export function mismatchHints({ names, wanted, quote }: Mismatch): readonly Hint[] {
  const hint = (id: SymptomId, index: number): Hint => ({
    id,
    certainty: index === 0 ? 'exact' : 'possible',
    weight: 6 - index,
    quote,
  });
  return idsOf(names, wanted).map(hint);
}

function idsOf(names: readonly string[], wanted: string): readonly SymptomId[] {
  if (/^(localhost(\.\w+)?|ip6-localhost)$/i.test(wanted)) return ['CERT_NO_LOCALHOST'];
  if (wanted === '::1' || wanted.startsWith('127.')) return ['CERT_NO_127'];
  const value = parseIpv4(wanted);
  if (value === undefined || !local.some((network) => contains(network, value))) return [];
  const hasNat = names.some(madeByBoot2docker);
  const isNatOnly = names.every(natSide);
  if (hasNat && isNatOnly) return ['CERT_B2D_SELF', 'CERT_OLD_IP'];
  return hasNat || (isNatOnly && names.length > 0) ? ['CERT_OLD_IP', 'CERT_B2D_SELF'] : ['CERT_OLD_IP'];
}
