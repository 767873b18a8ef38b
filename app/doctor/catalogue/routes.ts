import {
  exact,
  issue,
  likely,
  machineIssue,
  minikubeIssue,
  multipassIssue,
  boot2dockerIssue,
  remedies,
  remedy,
  toolboxIssue,
  vpnNames,
  type Symptom,
} from './symptom.ts';

/** EEXIST as the C libraries of several languages say it. */
const exists =
  'File exists|Le fichier existe|.{0,4}fichier existe|(Die )?Datei existiert( bereits)?|El (archivo|fichero) ya existe|File gi. esistente|O arquivo já existe|Файл существует|文件已存在|ファイルが存在します|EEXIST|errno 17';

/** The routing table itself. */
export const routeSymptoms = [
  {
    id: 'ROUTE_EXISTS',
    title: 'A route with the same destination is there already',
    cause:
      'There is a route for {network} with the same mask, on whatever interface; adding never replaces it, and route ends with 0 all the same.',
    message: 'route: writing to routing socket: File exists',
    phrases: [
      exact(`writing to routing socket:? (${exists})`),
      exact('(add|change) (net|host) [^:]{3,60}: (gateway [^:]{2,60}: )?File exists'),
      exact(`(RTNETLINK answers|SIOCADDRT|SIOCADDRT \\(error\\)): (${exists})`),
      exact('route: .{0,80}File exists'),
      likely('route already (exists|in table)'),
    ],
    advisories: ['route-blocked-by-entry', 'route-taken'],
    remedies: [
      remedies.route,
      remedy('by hand: delete, then add', {
        command:
          'sudo route -n delete -net {network} && sudo route -n add -net {network} -interface {interface}',
        needsRoot: true,
      }),
    ],
    links: [...machineIssue(2632), ...multipassIssue(1459)],
  },
  {
    id: 'ROUTES_GONE_AFTER_VPN',
    title: 'The route to the machine is gone, and the VPN has left',
    cause:
      'The VPN removed the route of the host-only network and did not put it back when it disconnected, or the host-only interface lost its address.',
    message: 'route: writing to routing socket: not in table',
    phrases: [
      exact('writing to routing socket:? (not in table|No such process)'),
      exact('(delete|get|change) (net|host) [^:]{3,60}: (gateway [^:]{2,60}: )?not in table'),
      exact(
        '(add|change) (net|host) [^:]{3,60}: gateway [^:]{2,60}: (Network is unreachable|Can.?t assign requested address)',
      ),
      exact('writing to routing socket:? (Network is unreachable|Can.?t assign requested address)'),
      exact('RTNETLINK answers: (No such process|Network is unreachable)'),
      likely(
        '(still|persists?|remains?|even|keeps?) .{0,60}(after|since) .{0,30}(disconnect|VPN (is |was )?(off|closed|down|quit))',
      ),
      likely(
        `(disconnect|quit|clos|left|leav|logg?(ed)? (out|off))\\w*.{0,40}(${vpnNames}).{0,120}\\b(still|no longer|keeps?|remains?|not any ?more)\\b`,
      ),
      likely('\\bno (route|entry|row|line) (for|to|of) (the )?(host.?only|subnet|192\\.168)'),
    ],
    advisories: ['route-lost', 'host-address-missing'],
    remedies: [
      remedies.route,
      remedies.forward,
      remedy('give the host-only interface its address again', {
        command: 'VBoxManage hostonlyif ipconfig {interface} --ip {net}.1 --netmask 255.255.255.0',
      }),
      remedies.restartDrivers,
    ],
    links: [
      ...minikubeIssue(4540),
      ...boot2dockerIssue(392),
      ...issue('boot2docker/boot2docker-cli', 192),
      ...issue('laravel/homestead', 1092),
    ],
  },
  {
    id: 'WRONG_VBOXNET',
    title: 'The route leads to another host-only adapter',
    cause:
      'Several host-only adapters have the same subnet, and the route points to one the machine is not attached to.',
    message: 'route points to vboxnet1 while the machine is on vboxnet0',
    phrases: [
      exact(
        '(route|routed|points?|goes|leads) .{0,60}vboxnet\\d.{0,60}(while|but|instead of|not|should).{0,60}vboxnet\\d',
      ),
      likely('wrong (vboxnet|host.?only (adapter|interface))'),
    ],
    remedies: [
      remedies.route,
      remedy('remove the adapter no VM is on', { command: 'VBoxManage hostonlyif remove {unused}' }),
    ],
    links: [...machineIssue(657)],
  },
  {
    id: 'SUBNET_OVERLAP',
    title: 'Another network overlaps the host-only network',
    cause:
      'The VPN pushes a route inside or over {network}, or the network this Mac is in has the same range: either the machine or the other hosts in that range cannot be reached.',
    message: 'corporate hosts in 192.168.99.x are unreachable, or the machine only while the VPN is up',
    phrases: [
      likely(
        '(subnets?|networks?|ranges?|cidrs?|routes?) .{0,60}overlap.{0,60}(vpn|host.?only|vboxnet|192\\.168\\.\\d+)',
        { without: 'host-only cidr conflicts' },
      ),
      likely('(vpn|host.?only|vboxnet) .{0,60}overlap'),
      likely(
        'corporate (hosts?|network|servers?) .{0,40}192\\.168\\.\\d+.{0,40}(unreachable|cannot be reached)',
      ),
      // A network, not an address: "uses 192.168.99.0/24 too", "takes the 192.168.99 range".
      likely(
        `\\b(office|company|corporate|campus|home|work|lan|wi-?fi|router|customer|intranet|${vpnNames})\\b.{0,80}\\b(uses?|using|takes?|owns?|ownership|claims?|occup(y|ies)|hands? out|assigns?|pushes|same|is (also )?(on|in)|clash(es)?|conflicts?) .{0,60}192\\.168\\.(99|5[6-9]|6[0-3])(?![\\d.]*\\.[1-9])`,
        { without: 'host-only cidr conflicts|overlap' },
      ),
    ],
    advisories: ['subnet-on-lan'],
    remedies: [
      remedies.forward,
      remedy('give the machine another host-only network, inside 192.168.56.0/21 (makes the machine anew)', {
        command: 'fairlead create --virtualbox-hostonly-cidr 192.168.60.1/24 {machine}-2',
      }),
    ],
    links: [...machineIssue(3060, 3548), ...toolboxIssue(630), ...minikubeIssue(510, 3596)],
  },
  {
    id: 'CIDR_COLLISION',
    title: 'Another interface has an address in the host-only network',
    cause:
      'An interface that is up, usually of the VPN, has an address in the range of the host-only network, so docker-machine refuses to start.',
    message: 'host-only cidr conflicts with the network address of a host interface',
    phrases: [
      exact('host.?only cidr conflicts with the network address of a host interface'),
      exact('host network collides with a non.?hostonly network'),
      likely('conflicts with the network address of a host interface'),
    ],
    remedies: [
      remedy('disconnect the VPN, start the machine, and connect again', {
        command: 'fairlead start {machine}',
        disruptive: true,
      }),
      remedy('or use another host-only network, inside 192.168.56.0/21', {
        command: 'fairlead create --virtualbox-hostonly-cidr 192.168.60.1/24 {machine}-2',
      }),
    ],
    links: [...machineIssue(3060, 3548)],
  },
] as const satisfies readonly Symptom[];
