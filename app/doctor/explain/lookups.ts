import type { Hint } from './phrases.ts';

const forms: readonly RegExp[] = [
  /lookup ([\w.-]+?) on \[?([\d.]+|[0-9a-f:]+)\]?:53:? ?(.{0,120})/gi,
  /lookup ([\w.-]+?)():? (?!on [\d[])(.{0,80}(?:no such host|i\/o timeout|timeout|temporary failure|server misbehaving|connection refused|no DNS servers|no answer).{0,10})/gi,
];
/** dig, host and drill name the server they asked like this. */
const asked = /(?:communications error to|connection to) ([\d.]+)#53:? ?(?:for \S+ failed:? ?)?(.{0,60})/gi;
const vmResolver = /^(10\.0\.[2-9]\.[1-4]|192\.168\.\d+\.1)$/;
const engineWords =
  /docker|registry|daemon|containerd|quay\.io|gcr\.io|ghcr\.io|mcr\.|\bpull\b|boot2docker|minikube/i;
const failed =
  /no such host|timeout|timed out|temporary failure|server misbehaving|refused|cannot unmarshal|unreachable|no route|no answer|no DNS servers|too many redirects/i;
/** Resolver failures that name nobody, in programs of containers and in old clients. */
const inContainers =
  /can'?t resolve '|Temporary failure (?:in name resolution|resolving)|Could ?n.?t resolve (?:host|proxy)|Could not resolve host|bad address '|Name or service not known|Network timed out while trying to connect to https:\/\/index\.docker\.io|temporary error \(try again later\)/i;
const dockerBuild =
  /docker|\bRUN\b|Step \d+\/\d+|#\d+ \d|apk |apt-get|fetch http|archive\.ubuntu\.com|deb\.debian\.org|index\.docker\.io|container/i;

/** Look-ups of names that failed: whom they asked says whose fault it is. */
export function lookupHints(text: string): readonly Hint[] {
  const hints: Hint[] = [];
  for (const form of forms)
    for (const match of text.matchAll(form)) {
      const [quote, name = '', server = '', rest = ''] = match;
      if (/^localhost\.?$/i.test(name) || !failed.test(rest)) continue;
      // Any program in Go says it so; what a machine asked is known by its resolver, or by what was looked up.
      if (!vmResolver.test(server) && !engineWords.test(text)) continue;
      if (isEnginesOwn(name, text)) continue;
      hints.push(...hintsFor(server, rest, quote.slice(0, 160)));
    }
  for (const [quote, server = '', rest = ''] of text.matchAll(asked))
    if (vmResolver.test(server) && failed.test(rest)) hints.push(...hintsFor(server, rest, quote.trim()));
  if (hints.length > 0) return hints;
  const unnamed = inContainers.exec(text);
  if (unnamed !== null && dockerBuild.test(text) && !/localhost/i.test(unnamed[0]))
    return [{ id: 'DNS_IN_VM', certainty: 'likely', weight: 3, quote: unnamed[0] }];
  return [];
}

/** The name in DOCKER_HOST: this computer does not know it, and no machine was asked. */
function isEnginesOwn(name: string, text: string): boolean {
  const host = name.replace(/\.$/, '').replaceAll('.', '\\.');
  return new RegExp(
    `tcp://${host}\\b|https?://${host}(:\\d+)?/(v1\\.\\d|_ping|version\\b|info\\b)`,
    'i',
  ).test(text);
}

/** VirtualBox's own name server is at 10.0.2.3; vmnet's gateways end in .1. */
function hintsFor(server: string, rest: string, quote: string): readonly Hint[] {
  const isGateway = /^192\.168\.(?!65\.)\d+\.1$/.test(server);
  if (!isGateway) return [{ id: 'DNS_IN_VM', certainty: 'exact', weight: 6, quote }];
  const isRefused = /refused|unreachable|no route/i.test(rest);
  const bridge: Hint = {
    id: 'DNS_BRIDGE_BLOCKED',
    certainty: isRefused ? 'exact' : 'likely',
    weight: isRefused ? 6 : 5,
    quote,
  };
  const inVm: Hint = {
    id: 'DNS_IN_VM',
    certainty: isRefused ? 'possible' : 'likely',
    weight: isRefused ? 2 : 4,
    quote,
  };
  return [bridge, inVm];
}

/** The text without its look-ups, so that a resolver is not taken for somebody who was dialled. */
export function withoutLookups(text: string): string {
  return text
    .replace(
      /dial (tcp|udp)[46]?:? ?lookup [\w.-]+( on \[?[\w.:]+\]?:53)?:? ?(dial udp \S+|read (udp|tcp) \S+:? ?(read:)?)?:? ?.{0,60}?(no such host|i\/o timeout|server misbehaving|connection refused|temporary failure[\w ]*|no route to host|network is unreachable)/gi,
      ' ',
    )
    .replace(
      /lookup [\w.-]+ on \[?[\w.:]+\]?:53.{0,120}?(no such host|i\/o timeout|server misbehaving|connection refused|temporary failure[\w ]*|$)/gi,
      ' ',
    )
    .replace(asked, ' ')
    .replace(/proxyconnect tcp: .{0,200}?(refused|timeout|no such host|Forbidden|EOF|$)/gi, ' ');
}
