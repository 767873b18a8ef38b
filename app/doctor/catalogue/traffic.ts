import {
  boot2dockerIssue,
  exact,
  issue,
  likely,
  machineIssue,
  minikubeIssue,
  mobyIssue,
  possible,
  remedies,
  remedy,
  toolboxIssue,
  vagrantIssue,
  type Symptom,
} from './symptom.ts';

/** As Python's requests names whom it asked. */
const requested = 'host=.(192\\.168[\\d.]+|10[\\d.]+|127[\\d.]+|localhost)., port=23\\d\\d';

/** Names, proxies and packet sizes. */
export const trafficSymptoms = [
  {
    id: 'PULSE_HOSTS_EDIT',
    title: 'The name localhost does not resolve',
    cause:
      'The VPN client removed localhost from /etc/hosts or answers all name look-ups itself (Pulse and Ivanti are known for it).',
    message: 'dial tcp: lookup localhost: i/o timeout',
    phrases: [
      exact('lookup localhost( on [\\d.:\\[\\]a-f]+)?:? '),
      exact('(resolve|find|look ?up) (host(name)?:? )?.?localhost\\b'),
      exact('(ENOTFOUND|EAI_AGAIN) localhost'),
      likely('(nodename nor servname|Name or service not known).{0,60}\\blocalhost\\b'),
      exact('localhost.{0,40}(nodename nor servname|name or service not known|unknown host)'),
    ],
    advisories: ['localhost-broken'],
    remedies: [
      remedy('put localhost back into /etc/hosts', {
        command: "printf '127.0.0.1\\tlocalhost\\n::1\\tlocalhost\\n' | sudo tee -a /etc/hosts",
        needsRoot: true,
      }),
      remedy("meanwhile use the socket or 127.0.0.1, which Fairlead's forward answers at", {
        command: 'eval "$(fairlead env {machine})"',
      }),
    ],
    links: [...boot2dockerIssue(392), ...issue('containers/podman', 15732), ...machineIssue(3236)],
  },
  {
    id: 'PROXY_FORBIDDEN',
    title: 'A proxy catches requests for the machine',
    cause:
      'HTTP_PROXY or HTTPS_PROXY is set and NO_PROXY does not name {address}, so the request goes to the proxy, which refuses it.',
    message: 'Post https://192.168.99.100:2376/v1.40/containers/create: Forbidden',
    phrases: [
      exact(
        '(https?://|tcp://)(192\\.168|10|172\\.(1[6-9]|2\\d|3[01])|127|localhost)[\\d.]*(:\\d+)?(/[^ "\']*)?["\']?: (Forbidden|Tunnel or SSL Forbidden|Service Unavailable|Proxy Error|Proxy Authentication Required|(Bad|Unknown) Gateway|Gateway Time-?out|403|407|50[234])\\b',
        { without: '/v2/' },
      ),
      exact(
        '(https?://|tcp://)(192\\.168|10|172\\.(1[6-9]|2\\d|3[01])|127|localhost)[\\d.]*:23\\d\\d.{0,200}(proxyconnect tcp|Cannot connect to proxy|Tunnel connection failed)',
      ),
      likely('(proxy after CONNECT|CONNECT tunnel failed|proxy CONNECT aborted)', {
        beside: '192\\.168\\.\\d+\\.\\d+|:237\\d',
      }),
      exact(`${requested}.{0,200}(ProxyError|Tunnel connection failed)`),
      exact(`(ProxyError|Tunnel connection failed).{0,200}${requested}`),
      // The page of a proxy, which names whom it was asked for.
      likely(
        '\\b(proxy|squid|zscaler|blue ?coat|websense|forcepoint|mcafee web gateway|fortigate)\\b.{0,300}(192\\.168\\.\\d+\\.\\d+|:237\\d)',
        { beside: 'den(y|ied)|forbidden|blocked|not allowed|ERR_ACCESS', without: 'NO_PROXY|/v2/' },
      ),
      likely('tunneling socket could not be established', { beside: ':237\\d|docker' }),
    ],
    remedies: [
      remedy('leave the machine out of the proxy, in this shell', {
        command: 'eval "$(fairlead env --no-proxy {machine})"',
      }),
      remedy('or by hand', {
        command:
          'export NO_PROXY="$NO_PROXY,{address},localhost,127.0.0.1" no_proxy="$no_proxy,{address},localhost,127.0.0.1"',
      }),
    ],
    links: [
      'https://github.com/docker/toolbox/blob/b70faff606f7a9b6f0b2d6af3bc3429620a796f3/docs/faqs/troubleshoot.md',
    ],
  },
  {
    id: 'MTU',
    title: 'Large packets get lost in the tunnel',
    cause:
      'The tunnel carries smaller packets (1280 to 1420 bytes) than the machine sends (1500): small requests work, pulls and builds hang.',
    message: 'Get https://registry-1.docker.io/v2/: net/http: TLS handshake timeout',
    phrases: [
      likely('net/http: TLS handshake timeout', {
        beside: '/v[12]/|registry|docker\\.io|auth\\.|quay\\.io|gcr\\.io|ghcr\\.io|pull',
      }),
      possible('net/http: TLS handshake timeout'),
      likely('(message too long|frag(mentation)? needed( and DF set)?|packet too big)', {
        beside: 'ping|mtu|icmp|sendto|vpn|docker|utun|\\bDF\\b',
      }),
      likely(
        '(pull(s|ing)?|build(s|ing)?|download(s|ing)?|push(es|ing)?|transfers?|large|big|apt-get|apk).{0,60}(hang|stall|freez|froze|stuck).{0,80}(vpn|tunnel|mtu)',
      ),
      likely(
        '(vpn|tunnel|mtu).{0,80}(pull(s|ing)?|build(s|ing)?|download(s|ing)?|push(es|ing)?|transfers?).{0,60}(hang|stall|freez|froze|stuck)',
      ),
      likely('\\bmtu\\b.{0,60}(too (large|big|high)|mismatch|exceed|lower)'),
    ],
    remedies: [
      remedy('make the packets of the machine smaller until its next start', {
        command: 'fairlead ssh {machine} sudo ip link set dev eth0 mtu 1280',
      }),
      remedy(
        'and those of the containers: add --mtu=1280 to EXTRA_ARGS in /var/lib/boot2docker/profile, and restart the engine',
        {
          command:
            'fairlead ssh {machine} "sudo /etc/init.d/docker restart || sudo systemctl restart docker"',
          disruptive: true,
        },
      ),
    ],
    links: [...mobyIssue(13475, 20178, 22028)],
  },
  {
    id: 'DNS_IN_VM',
    title: 'Names do not resolve inside the machine',
    cause:
      "VirtualBox's name server hands out the resolvers from before the VPN, or knows only one half of a split DNS.",
    message: 'lookup registry-1.docker.io on 10.0.2.3:53: i/o timeout',
    phrases: [],
    remedies: [
      remedies.restartVm,
      remedy("let VirtualBox ask the Mac's own resolver (machine off)", {
        command: 'VBoxManage modifyvm {machine} --natdnshostresolver1 on --natdnsproxy1 off',
        disruptive: true,
      }),
    ],
    links: [
      ...machineIssue(1540, 3068, 3069),
      ...toolboxIssue(430),
      ...vagrantIssue(3079),
      ...issue('docker/for-mac', 5340),
    ],
  },
  {
    id: 'DNS_BRIDGE_BLOCKED',
    title: 'The name server at the gateway of the VM network does not answer',
    cause:
      "A DNS extension on managed Macs drops what a VM asks the Mac's resolver at the bridge; public name servers answer.",
    message: 'lookup registry-1.docker.io on 192.168.64.1:53: read: connection refused',
    phrases: [],
    remedies: [
      remedy('name resolvers in the machine itself', {
        command: 'fairlead ssh {machine} "echo nameserver 8.8.8.8 | sudo tee /etc/resolv.conf"',
      }),
    ],
    links: [...minikubeIssue(22646)],
  },
] as const satisfies readonly Symptom[];
