import {
  boot2dockerIssue,
  colimaIssue,
  exact,
  issue,
  likely,
  machineIssue,
  minikubeIssue,
  multipassIssue,
  possible,
  remedies,
  remedy,
  toolboxIssue,
  vpnNames,
  type Symptom,
} from './symptom.ts';

/** What a VPN client does to the way to the machine. */
export const vpnSymptoms = [
  {
    id: 'GUEST_TIMEOUT_VPN',
    title: 'A VPN carries away the packets for the machine',
    cause:
      'Nothing comes back from {address}: a VPN has taken the route of the host-only network, removed it, or drops what does not go through its tunnel.',
    message: 'dial tcp 192.168.99.100:2376: i/o timeout',
    phrases: [
      likely('Request timeout for icmp_seq', {
        beside: '192\\.168\\.(99|5[6-9]|6[0-4])\\.',
        without: 'No route to host|Host is down',
      }),
      likely('PING 192\\.168\\.(99|5[6-9]|6[0-4])\\..{0,400}100(\\.0)?% packet loss', {
        without: 'No route to host|Host is down|Unreachable',
      }),
      possible(
        '(connect|reach|talk)\\w* .{0,20}docker (engine|daemon|host)\\b.{0,160}(ETIMEDOUT|timed out|i/o timeout)',
        { without: '\\.sock\\b|localhost|127\\.0\\.0\\.1|https?://|response from daemon' },
      ),
      likely('traceroute to 192\\.168\\.(99|5[6-9]|6[0-4])\\..{0,80}1 +\\* \\* \\*'),
    ],
    advisories: ['route-taken'],
    remedies: [remedies.fix, remedies.environment, remedies.route],
    links: [...machineIssue(2632, 4410, 1500, 1722), ...boot2dockerIssue(628), ...toolboxIssue(346)],
  },
  {
    id: 'CREATE_UNREACHABLE',
    title: 'The new machine has an address, but cannot be reached at it',
    cause:
      'docker-machine made the machine and then could not connect to its address: a VPN carries the packets away.',
    message:
      'This machine has been allocated an IP address, but Docker Machine could not reach it successfully.',
    phrases: [
      exact('allocated an IP address, but Docker Machine could not reach it'),
      likely('Docker Machine could not reach it successfully'),
      likely('connectivity (between|to).{0,60}(VPN, proxy, or host file|VPN or proxy)'),
      likely('SSH for the machine should still work, but connecting to exposed ports'),
      likely('add the route manually, or use another related workaround'),
      likely('This could be due to a VPN, proxy, or host file configuration issue'),
    ],
    advisories: ['route-taken'],
    remedies: [
      remedies.fix,
      remedies.environment,
      remedy('or disconnect the VPN while the machine is created', { disruptive: true }),
    ],
    links: [...machineIssue(2632, 1149)],
  },
  {
    id: 'VPN_REDELETES',
    title: 'The VPN takes a repaired route away again',
    cause:
      'The client watches the routing table and undoes every change (AnyConnect: RouteTableMac), so repairing it is no use while it is connected.',
    message: 'acvpnagent … RouteTableMac … route delete - dest 192.168.99.0/24',
    phrases: [
      exact('RouteTableMac'),
      exact('(acvpnagent|vpnagentd?|csc_vpnagent).{0,160}route (delete|change)'),
      likely('routing table change notification has been received'),
      likely('IP forwarding table (modification|was modified)', {
        without: 'unable to verify|new network interface|vm|virtualbox',
      }),
      likely('automatic correction of the routing table'),
      likely(
        'rout(e|ing|es).{0,60}(vanish|disappear|removed|deleted|gone).{0,40}(at once|immediately|again|right away|instantly|within)',
        { beside: 'vpn|repair|re.?add|vboxnet|192\\.168' },
      ),
      likely(
        `(${vpnNames}).{0,60}(deletes?|removes?|takes?|wipes?|undo(es)?|reverts?|overwrites?|steals?) .{0,60}(again|back|within|right away|immediately|at once)\\b`,
        { beside: '\\broutes?\\b|routing table|vboxnet|route add' },
      ),
    ],
    advisories: ['vpn-takes-routes-back'],
    remedies: [remedies.forward, remedies.environment],
    links: [...minikubeIssue(1099), ...boot2dockerIssue(628)],
  },
  {
    id: 'VPN_PF_BLOCK',
    title: "The VPN's packet filter drops packets to the machine",
    cause:
      'The route is right, but rules of the packet filter let through only what goes into the tunnel. Localhost is left alone.',
    message: 'block log quick inet all ! tagged cisco_anyconnect_vpn_pass',
    phrases: [
      exact('ac_pf(_\\w+)?\\.conf'),
      exact('cisco_anyconnect_vpn_pass'),
      exact('Adding filter rule: block'),
      likely('block (drop |return |log |out |in |quick )+.{0,60}! tagged'),
      likely(
        '\\broute\\b.{0,40}\\b(correct|right|ok|fine)\\b.{0,80}(times? out|timeout|(does not|doesn.t) answer|nothing answers|no answer|unreachable)',
      ),
      likely('block (drop |return )?(quick )?all\\b.{0,200}pass .{0,30}\\bon (utun|ppp|ipsec)\\d'),
    ],
    advisories: ['packets-filtered'],
    remedies: [
      remedies.forward,
      remedies.environment,
      remedy('ask for local network access in the profile of the VPN; Fairlead leaves its filter alone'),
    ],
    links: [...issue('boot2docker/boot2docker-cli', 213), ...minikubeIssue(1099), ...machineIssue(24)],
  },
  {
    id: 'VPN_DROPS_ON_VM_START',
    title: 'The VPN drops its connection when a machine starts',
    cause: 'A new network interface appears, and the VPN client takes it for tampering.',
    message: 'the VPN disconnects and connects again when a machine starts or is created',
    phrases: [
      likely(
        'vpn .{0,60}(disconnect|reconnect|drop|flap)s?.{0,80}(when|as|after|while|each time).{0,60}(vm|machine|vagrant|virtualbox|docker|interface|multipass).{0,40}(start|creat|boot|up|appear|launch)',
      ),
      likely(
        '(starting|creating|launching|booting) .{0,40}(vm|machine|virtualbox|docker).{0,60}(disconnect|drop|reconnect)s? .{0,30}vpn',
      ),
      likely(
        '(new|additional) network interface .{0,60}(detected|appeared).{0,120}(vpn|reconnect|disconnect)',
      ),
      likely('(kick|throw|drop)s? .{0,20}(off|out of) .{0,10}vpn.{0,80}(vm|adapter|interface|machine)'),
      likely('unable to verify .{0,30}modifications to .{0,20}IP forwarding table'),
      likely(
        `(${vpnNames}).{0,80}(terminat|disconnect|drop|reconnect|kick|clos)\\w*.{0,120}(new|additional|added|virtual) (network |virtual |host.?only )*(interface|adapter)`,
      ),
      likely(
        `(new|additional|added|virtual) (network |virtual |host.?only )*(interface|adapter).{0,120}(${vpnNames}).{0,60}(terminat|disconnect|drop|reconnect|kick|clos)`,
      ),
    ],
    advisories: ['vpn-reconnects-on-new-network'],
    remedies: [
      remedy('start the machine before connecting, and keep it running', {
        command: 'fairlead start {machine}',
      }),
    ],
    links: [...machineIssue(2258), ...multipassIssue(961), ...boot2dockerIssue(628)],
  },
  {
    id: 'EXIT_NODE_BREAKS_VM_IP',
    title: 'A Tailscale exit node blocks the local network',
    cause:
      "With an exit node Tailscale sends everything into its tunnel and blocks the local network, the machine's address included.",
    message: 'the address of the VM is dead while a Tailscale exit node is in use',
    phrases: [
      likely(
        'exit.?node.{0,160}(dead|unreachable|blocked|time(s|d)? ?out|no longer|stops?|cannot|can.t|breaks?|lost|not work)',
      ),
      likely(
        '(dead|unreachable|blocked|time(s|d)? ?out|no longer|stops?|cannot|can.t|breaks?|lost|not work).{0,160}exit.?node',
      ),
      likely('exit-node-allow-lan-access'),
    ],
    remedies: [
      remedy('let the exit node leave the local network alone', {
        command: 'tailscale set --exit-node-allow-lan-access',
      }),
      remedies.forward,
    ],
    links: [...colimaIssue(1448, 1279)],
  },
  {
    id: 'LOCAL_NETWORK_PRIVACY',
    title: 'macOS does not let the program reach the local network',
    cause:
      'From macOS 15 on a program needs the permission "Local Network". Without it a connection to {address} ends with "No route to host", while Terminal, sudo and localhost work.',
    message: 'dial tcp 192.168.99.100:2376: connect: no route to host',
    phrases: [
      likely('Local Network (privacy|permission|access).{0,80}(denied|not granted|missing|off|required)'),
      likely('NSLocalNetworkUsageDescription'),
      likely('not authorized to (find and connect to|access) .{0,30}local network'),
    ],
    advisories: ['local-network-privacy'],
    remedies: [
      remedy('allow it: System Settings, Privacy & Security, Local Network'),
      remedies.forward,
      remedies.environment,
    ],
    links: [
      ...issue('utmapp/UTM', 6692),
      ...multipassIssue(3766),
      ...issue('lima-vm/lima', 4444),
      ...colimaIssue(1157),
      'https://github.com/kubernetes/minikube/pull/23712',
      'https://developer.apple.com/documentation/technotes/tn3179-understanding-local-network-privacy',
    ],
  },
  {
    id: 'SOCKET_FILTER',
    title: 'A filter extension refuses connections of programs Apple did not sign',
    cause:
      'The system extension of a VPN or of a security product filters connections, even while the VPN is off: programs signed by Apple pass, others get "No route to host".',
    message: 'com.cisco.anyconnect.macos.acsockext … [activated enabled]',
    phrases: [
      exact('acsockext'),
      likely('(socket|content) filter.{0,80}(extension|activated)'),
      likely('apple.?signed .{0,60}(pass|work|reach)'),
    ],
    remedies: [
      remedies.forward,
      remedies.environment,
      remedy('see which extensions are active', { command: 'systemextensionsctl list' }),
    ],
    links: ['https://github.com/Sanne/incus-spawn/pull/224'],
  },
] as const satisfies readonly Symptom[];
