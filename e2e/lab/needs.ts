import { existsSync } from 'node:fs';
import path from 'node:path';
import { executableIn } from '../../app/testing/executable.ts';
import { command } from './command.ts';

/** Debian's package for each program the lab uses. */
const packages: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  unshare: 'util-linux',
  setpriv: 'util-linux',
  iptables: 'iptables',
  ocserv: 'ocserv',
  ocpasswd: 'ocserv',
  openconnect: 'openconnect',
  '/usr/share/vpnc-scripts/vpnc-script': 'vpnc-scripts',
  sshd: 'openssh-server',
  'ssh-keygen': 'openssh-client',
  dockerd: 'docker.io',
  docker: 'docker.io',
  sudo: 'sudo',
  socat: 'socat',
  openssl: 'openssl',
  busybox: 'busybox-static',
};

export interface Lack {
  /** Why the lab cannot run; undefined when it can once `packages` are there. */
  readonly reason?: string;
  readonly packages: readonly string[];
}

/** What is missing for the lab on this computer. Changes nothing. */
export async function lacking(): Promise<Lack> {
  if (process.platform !== 'linux') return { reason: 'the lab needs Linux', packages: [] };
  if (process.geteuid?.() !== 0)
    return { reason: 'the lab needs root, for network namespaces and mounts', packages: [] };
  const missing = missingPackages();
  if (missing.length > 0 && findProgram('apt-get') === undefined)
    return { reason: `the lab needs ${missing.join(', ')}, and there is no apt-get`, packages: missing };
  const reason =
    missing.includes('iproute2') || missing.includes('util-linux') ? undefined : await kernelLack();
  return { ...(reason === undefined ? {} : { reason }), packages: missing };
}

function missingPackages(): readonly string[] {
  const absent = Object.entries(packages).filter(([program]) => findProgram(program) === undefined);
  return [...new Set(absent.map(([, name]) => name))];
}

/** Full path of a program; the system folders are looked at although $PATH may lack them. */
export function findProgram(name: string): string | undefined {
  if (path.isAbsolute(name)) return existsSync(name) ? name : undefined;
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin'];
  return executableIn(folders, name);
}

/** Tries each kernel feature in namespaces that end with the attempt. */
async function kernelLack(): Promise<string | undefined> {
  if (!existsSync('/dev/net/tun')) return 'the kernel has no tun device (/dev/net/tun), which the VPN needs';
  const attempts: readonly (readonly [string, string])[] = [
    ['namespaces', 'true'],
    [
      'bridges and veth pairs',
      'ip link add name b0 type bridge && ip link add name v0 type veth peer name v1',
    ],
    ['tun interfaces', 'ip tuntap add dev t0 mode tun'],
    [
      'overlay mounts',
      'mount -t tmpfs t /mnt && mkdir /mnt/u /mnt/w /mnt/m && mount -t overlay o -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/m',
    ],
    ['packet filters (iptables)', 'iptables -A OUTPUT -d 192.0.2.1 -j DROP'],
  ];
  for (const [feature, script] of attempts) {
    const tried = await command([
      ...['unshare', '--net', '--mount', '--pid', '--uts', '--cgroup', '--fork', '--kill-child=KILL'],
      ...['sh', '-c', script],
    ]);
    if (tried.exitCode !== 0)
      return `the kernel does not permit ${feature}: ${tried.stderr.trim().replace(/\.$/, '')}`;
  }
  return undefined;
}
