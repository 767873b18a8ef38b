import { contains, parseCidr, parseIpv4 } from '../../route/cidr.ts';

/** Somebody that is dialled, as a message names him. */
export interface Endpoint {
  readonly kind: 'guest' | 'loopback' | 'loopback-ssh' | 'socket' | 'elsewhere';
  readonly host: string;
  readonly port: number | undefined;
  /** Where it stands in the text. */
  readonly at: number;
  readonly end: number;
}

/** What is known of this computer's machines, so that its addresses are known by more than their looks. */
export interface Known {
  readonly addresses: readonly string[];
  readonly localPorts: readonly number[];
}

const socket =
  /(?:unix|npipe):\/\/+\S*|(?:dial|connect|listen) unix (?=[^\s/:])[^\s:]+|UnixHTTPConnectionPool\([^)]*\)|docker\/transport\/(?:unix|npipe)\w*\.py|(?:\/|%2F)[\w./@%~ +-]*?(?:docker|podman|engine|colima|containerd|buildkit)[\w./@%~+-]*?\.sock\b|\/\/\.\/pipe\/\w+|\\+\.\\+pipe\\+\w+|http\+(?:docker|unix):\/\/\S*/gi;
/** Sockets between the parts of Docker Desktop, which are no engine's. */
const insideOthers =
  /\b(backend|vpnkit\w*|vmnetd|httpproxy|filesystem\w*|lifecycle-server|docker-cli|console)\.\w*\.?sock\b/i;
const address =
  /(?:->)?\[?(?<![\w.])(localhost|\d{1,3}(?:\.\d{1,3}){3}|::1)\]?(?:[.,'"]{0,2}(?:(?::|,? port=?:? ?|\/tcp\/)(\d{1,5})\b)?)/gi;
const address6 = /\[((?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%[\w.]+)?)\]:(\d{1,5})\b/gi;
/** A name people give a machine in /etc/hosts or over mDNS, at a port only an engine has. */
const namedEngine =
  /(?:https?|tcp):\/\/([a-z][a-z0-9-]*(?:\.(?:local|localdomain|lan|vm|test|internal|docker|dev|home))?):(2375|2376|2377|3376)\b/gi;
/** An address somebody made unreadable before asking others: `192.168.xx.xxx:2376`, `<ip>:2376`. */
const masked =
  /(?<![\w.])((?=[\d.]*[xyn*#])(?:\d{1,3}|[xyn*#]{1,3})(?:\.(?:\d{1,3}|[xyn*#]{1,3})){3}|<[\w -]{1,24}>|\[(?:redacted|masked|hidden|ip|host)[\w -]{0,16}\]|\*{3,16}):(2375|2376|2377|3376)\b/gi;
const named =
  /(?:https?|tcp|ssh):\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}|[a-z][a-z0-9-]*)(?::(\d{1,5}))?/gi;
const byKeyword =
  /(?:host(?:name)?=?['"]? ?)([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})['"]?(?:,? port=?:? ?(\d{1,5}))?/gi;

/** All endpoints of a text, in its order. In `A->B` it is B that was dialled. */
export function readEndpoints(text: string, known: Known): readonly Endpoint[] {
  const found: Endpoint[] = [];
  for (const match of text.matchAll(socket))
    found.push({ kind: 'socket', host: match[0], port: undefined, ...span(match) });
  for (const match of text.matchAll(address)) {
    if (text.startsWith('->', match.index + match[0].length)) continue;
    const host = (match[1] ?? '').toLowerCase();
    const port = match[2] === undefined ? undefined : Number(match[2]);
    found.push({ kind: kindOf({ host, port, text, at: match.index }, known), host, port, ...span(match) });
  }
  for (const match of text.matchAll(address6)) {
    const [, host = '', port = ''] = match;
    const isOurs = enginePorts.has(Number(port)) || /^fe80:/i.test(host);
    if (host !== '::1' && !text.startsWith('->', match.index + match[0].length))
      found.push({ kind: isOurs ? 'guest' : 'elsewhere', host, port: Number(port), ...span(match) });
  }
  for (const match of text.matchAll(masked))
    found.push({ kind: 'guest', host: match[1] ?? '', port: Number(match[2]), ...span(match) });
  const engines = [...text.matchAll(namedEngine)].filter((match) => match[1]?.toLowerCase() !== 'localhost');
  for (const match of engines)
    found.push({ kind: 'guest', host: match[1] ?? '', port: Number(match[2]), ...span(match) });
  for (const match of [...text.matchAll(named), ...text.matchAll(byKeyword)]) {
    const host = (match[1] ?? '').toLowerCase();
    if (host !== 'localhost' && !engines.some(({ index }) => index === match.index))
      found.push({
        kind: 'elsewhere',
        host,
        port: match[2] === undefined ? undefined : Number(match[2]),
        ...span(match),
      });
  }
  const isEngineHere = found.some(({ kind }) => kind === 'loopback');
  return found
    .filter(
      (one) =>
        // Java names what a host resolved to behind it: "localhost:2375 [localhost/127.0.0.1]".
        !(isEngineHere && one.port === undefined && /^(localhost|127\.|::1)/.test(one.host)) &&
        !found.some(
          (other) => other !== one && other.kind === 'socket' && other.at <= one.at && other.end >= one.end,
        ),
    )
    .map((one) =>
      one.kind === 'socket' && insideOthers.test(one.host) ? { ...one, kind: 'elsewhere' as const } : one,
    )
    .sort((one, other) => one.at - other.at);
}

function span(match: RegExpExecArray): { at: number; end: number } {
  return { at: match.index, end: match.index + match[0].length };
}

const enginePorts = new Set([2375, 2376, 2377, 3376, 4243, 5555]);
/** Ports of services in machines that one reaches at the machine's own address: SSH, Kubernetes, etcd of minikube. */
const machinePorts = new Set([22, 8443, ...enginePorts]);
/** What VirtualBox and vmnet hand out: docker-machine, minikube, VirtualBox's own range, vmnet, socket_vmnet. */
const vmNetworks = [
  '192.168.99.0/24',
  '192.168.56.0/21',
  '192.168.64.0/24',
  '192.168.105.0/24',
  '192.168.106.0/24',
]
  .map(parseCidr)
  .filter((network) => network !== undefined);
const privateNetworks = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']
  .map(parseCidr)
  .filter((network) => network !== undefined);
const dockerWords = /docker|\/v1\.\d\d|tcp:\/\/|VBoxManage|vagrant/i;
const sshWords =
  /\bssh\b|ssh[:_]|libmachine: Error dialing|docker@|vagrant@|banner|kex_|NewSession|new client:|publickey|authentication failures|host key/i;

function kindOf(
  { host, port, text, at }: { host: string; port: number | undefined; text: string; at: number },
  known: Known,
): Endpoint['kind'] {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) {
    if (
      port !== undefined &&
      (enginePorts.has(port) || known.localPorts.includes(port) || (port > 2376 && port < 2476))
    )
      return 'loopback';
    const around = text.slice(Math.max(0, at - 160), at + 160);
    if (sshWords.test(around)) return 'loopback-ssh';
    return port !== undefined &&
      port > 1024 &&
      /docker daemon|server API version|\/v1\.\d\d|DOCKER_HOST|tcp:\/\//i.test(around)
      ? 'loopback'
      : 'elsewhere';
  }
  const value = parseIpv4(host);
  if (value === undefined) return 'elsewhere';
  if (known.addresses.includes(host)) return 'guest';
  if (!privateNetworks.some((network) => contains(network, value))) return 'elsewhere';
  if (port !== undefined && machinePorts.has(port)) return 'guest';
  const isVm = vmNetworks.some((network) => contains(network, value));
  if (isVm) return 'guest';
  return port === undefined && dockerWords.test(text) ? 'guest' : 'elsewhere';
}
