import type { Redactor } from './redactor.ts';

/** A word that may be the name of a host, a container or an image. */
const name = '[A-Za-z0-9][\\w.-]*';
/** What stands around a name in an option, a sentence, JSON. */
const quote = '\\\\?["\'`\u201c\u2018]';

/** Words that follow "host", "container" and the like without being the name of one. */
const words: ReadonlySet<string> = new Set(
  'container containers host hosts image images machine machines server servers service services a an and are as at be been but by can cannot could did does for from gone had has have if in into is it its may must named network not nothing of off on only or other others own so some that the their them then there they this to under unknown up was were when where which while who whose will with without would yet answer answers address addresses computer key name names port ports file files path running stopped started starting stopping removed created exited dead paused restarting healthy unhealthy down new old all any each every no none one two'.split(
    ' ',
  ),
);
const device =
  /^(?:vboxnet|utun|en|eth|lo|bridge|awdl|llw|ipsec|ppp|tun|tap|feth|wg|gif|stf|anpi|ap|docker|br|veth|vmnet|vnic)\d+$/i;

const everybodys =
  /^(?:[\w-]+\.)*(?:github\.com|docker\.io|docker\.com|virtualbox\.org|nodejs\.org|apple\.com)$/i;

interface Told {
  readonly kind: string;
  /** Group 1 is the name, or, with `list`, names one after the other. */
  readonly pattern: RegExp;
  readonly list?: true;
}

const told = (kind: string, source: string, flags = 'gi'): Told => ({
  kind,
  pattern: new RegExp(source, flags),
});
const names = `${name}(?:(?:, | and |, and )${name})*`;

/** Where a message says that something is called so. */
const sayings: readonly Told[] = [
  // Resolvers and clients of the network, as libraries of C, Go, Node, Python and Java put it.
  told(
    'host',
    `\\b(?:lookup|resolve (?:host(?:name)?|the host(?:name)?)|ENOTFOUND|EAI_AGAIN|nslookup|UnknownHostException)[: ]+${quote}?(${name})`,
  ),
  told('host', `\\bresolve ${quote}(${name})${quote}`),
  told(
    'host',
    `\\b(?:connect(?:ing|ed)? to|reach(?:ing)?|dial(?:ling|ing)?(?: tcp[46]?)?|login to|logged in to)(?: host| server)? ${quote}?([A-Za-z][\\w-]*)${quote}?(?= port \\d|:\\d{2,5}\\b| \\()`,
  ),
  told(
    'host',
    `\\b(?:host|hostname|server|proxy|gateway|resolver|name ?server|node|computer|peer)s? (?:is )?(?:called |named )?${quote}(${name})${quote}`,
  ),
  told(
    'host',
    `(?<![\\w-])(?:Host|Hostname|ServerName|ComputerName|LocalHostName|Server|Proxy|ProxyHost|HTTPS?Proxy|Gateway)${quote}?\\s*[=:]\\s*${quote}?([A-Za-z][\\w-]*)(?=${quote}|:\\d|,|\\s*(?:$|\\n|\u23ce))`,
    'gim',
  ),
  told(
    'host',
    `\\b(?:host|hostname|server|proxy|gateway|resolver|node) ((?=[A-Za-z0-9-]*[a-z])(?=[A-Za-z0-9-]*\\d)[A-Za-z0-9][A-Za-z0-9-]*)(?![\\w:.-])`,
  ),
  told(
    'host',
    `(?:^|[$#>%] |\\n)(?:sudo )?(?:ping6?|ssh|telnet|dig|host|nslookup|traceroute|mosh)(?: -\\S+)* ([A-Za-z][\\w-]*)(?![\\w./:@-])`,
    'gm',
  ),
  told('host', `\\bPING (${name}) \\(`, 'g'),
  told('host', `^\\s*(?:search|domain)\\s+([A-Za-z][\\w-]*)\\s*$`, 'gim'),
  // One label and a port, where the label looks like a name somebody gave.
  told('host', `(?<![\\w./:<@-])((?=[\\w-]*[\\d-])[a-z][\\w-]*[a-z0-9]):(?=\\d{2,5}\\b)`),

  // Names of wireless networks.
  told(
    'ssid',
    `\\b(?:SSID(?:_STR)?|(?:Current )?Wi-?Fi network(?: name)?|Network Name|AirPort network)${quote}?\\s*(?:[:=]|is|named|called)?\\s*${quote}([^"'\u201d\u2019\\n\u23ce]{1,40})["'\u201d\u2019]`,
  ),
  told(
    'ssid',
    `\\b(?:SSID(?:_STR)?|Current Wi-?Fi network|Network Name)\\s*[:=]\\s*([^\\s"'<][^"',\\n\u23ce]{0,40}?)\\s*(?=[,\\n\u23ce]|$)`,
    'gim',
  ),
  told(
    'ssid',
    `\\b(?:join(?:ed|ing)?|left|on|to|associated (?:to|with)) (?:the )?(?:Wi-?Fi|wireless)(?: network)? ([A-Za-z0-9][\\w-]*(?: [A-Z0-9][\\w-]*)*)`,
    'g',
  ),
  told('ssid', `<key>SSID(?:_STR)?</key>\\s*<string>([^<]+)<`),

  // What Fairlead itself says of containers, then what Docker and Compose say.
  { ...told('container', `\\bwould stop (${names})`), list: true },
  told('container', `\\b(?:open(?:ed)?|closed?|be opened|be closed) [\\d.:\\[\\]a-f]+:\\d+ for (${name})`),
  told(
    'container',
    `\\b127\\.0\\.0\\.1:\\d+ (?:cannot be opened|is open|was opened|is closed|was closed) for (${name})`,
  ),
  told(
    'container',
    `\\bcontainer(?: (?:named|called))?:? (${name})(?= (?:is|was|has|runs|ran|exited|stopped|started|died|answers|does|did|would|cannot|in)\\b)`,
  ),
  told('container', `\\bcontainers?(?: (?:named?|called))?:? ((?=[\\w.-]*[-_\\d])${name})`),
  told('container', `\\bcontainers?(?: (?:named?|called))?:? ${quote}/?(${name})`),
  told('container', `\\bNo such (?:container|service|object|image)(?::| )\\s*(${name})`),
  told('container', `--(?:container-)?name[= ]${quote}?(${name})`),
  told('container', `"Names?\\\\?"\\s*:\\s*\\[?\\s*\\\\?"/(${name})`),
  told(
    'container',
    `\\b(?:Creating|Starting|Stopping|Recreating|Removing|Restarting|Killing|Attaching to|Pausing|Unpausing) (${name})(?= *\\.\\.\\.|,|$)`,
    'gm',
  ),
  told(
    'container',
    `\\bdocker(?: container)? (?:logs|stop|start|restart|rm|kill|exec|attach|inspect|top|stats|wait|pause|unpause|port|rename|commit)(?: --?[\\w-]+(?:=\\S+)?)* (${name})(?![\\w/:])`,
  ),
  told(
    'image',
    `\\b(?:find image|manifest for|pull access denied for|pulling from|pulled image|image:) ${quote}?([a-z0-9][\\w./-]*)`,
  ),
  told(
    'image',
    `\\bdocker(?: image)? (?:pull|push|tag|rmi|history)(?: --?[\\w-]+(?:=\\S+)?)* ([a-z0-9][\\w./-]*)`,
  ),
];

/** Hears which names a text tells of, so that they are taken out of every sentence of every part. */
export function learnFrom(text: string, redactor: Redactor): void {
  for (const [, vpn = ''] of text.matchAll(
    /(?:\bnoticed |")([^"\n⏎]{1,80}?) \((?:utun|ipsec|ppp|tun|tap|feth|wg)\d+\) is (?:connected|gone)\b/g,
  ))
    learnVpn(vpn, redactor);
  for (const { kind, pattern, list } of sayings)
    for (const [, found = ''] of text.matchAll(pattern)) {
      const each = list === true ? found.split(/, and |, | and /) : [found];
      const pieces = kind === 'image' ? each.flatMap((one) => [one, ...one.split(/[/:]/)]) : each;
      redactor.learn(kind, ...pieces.map((one) => one.replace(/[.-]+$/, '')).filter(isName));
    }
}

function isName(word: string): boolean {
  return (
    !words.has(word.toLowerCase()) &&
    !everybodys.test(word) &&
    !device.test(word) &&
    !/^[\d.]+$/.test(word) &&
    !/^v?\d+\.\d/.test(word)
  );
}

/** The name a person gave a connection may say for whom he works; that of a product says nothing. */
export function learnVpn(words: string, redactor: Redactor): void {
  for (const name of words.trim().split(/ (?:or|and) /)) if (!isProduct(name)) redactor.learn('vpn', name);
}

function isProduct(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .every((word) => word === '' || products.has(word));
}

const products: ReadonlySet<string> = new Set(
  'a vpn built in cisco anyconnect secure client globalprotect palo alto pulse ivanti juniper network connect forti forticlient f5 big ip edge check point checkpoint zscaler openvpn tunnelblick viscosity wireguard tailscale mullvad openconnect l2tp ikev2 ipsec nordvpn protonvpn zerotier'.split(
    ' ',
  ),
);
