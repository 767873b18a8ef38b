import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { macUser, repositoryRoot, type LabNames } from './names.ts';
import { Place, stay } from './place.ts';

/** $1: lab folder, $2: repository, $3: this Node. */
const setUp = `
set -e
mount --make-rprivate /
mount -t proc proc /proc
hostname mac
printf '127.0.0.1 localhost mac\\n' > "$1/hosts"
: > "$1/resolv.conf"
mount --bind "$1/hosts" /etc/hosts
[ -e /etc/resolv.conf ] || : > /etc/resolv.conf
mount --bind "$1/resolv.conf" /etc/resolv.conf
[ -e /etc/sudoers ] && mount --bind "$1/sudoers" /etc/sudoers
# The unprivileged user may not be able to look into the folders where these stand.
mount --bind -o ro "$2" "$1/repo"
mount --bind -o ro "$3" "$1/node"
ip link set lo up
${stay}
`;

/** Opens the Mac: a place with an unprivileged user, real sudo, and nothing in its network but loopback. */
export async function openMac(names: LabNames, record: (pid: number) => void): Promise<Place> {
  for (const folder of [names.home, names.temporary, path.join(names.home, '.docker'), names.fairlead]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chownSync(folder, macUser.uid, macUser.gid);
  }
  for (const folder of [names.repository, names.bin]) mkdirSync(folder, { recursive: true });
  if (!existsSync(names.node)) writeFileSync(names.node, '');
  permitRoutes(names, true);
  return Place.open({
    name: 'mac',
    setUp,
    args: [names.root, repositoryRoot, process.execPath],
    logFile: path.join(names.logs, 'mac.log'),
    record,
  });
}

/** A host-only adapter: a bridge that carries the Mac's address, and with it the route. */
export async function addHostOnly(mac: Place, name: string, address: string): Promise<void> {
  await addBridge(mac, name);
  await configureHostOnly(mac, name, `${address}/24`);
}

/** An adapter that has no address yet. */
export async function addBridge(mac: Place, name: string): Promise<void> {
  await mac.must(['ip', 'link', 'add', name, 'type', 'bridge']);
}

/** Gives it its address anew, which also brings its route back. `address`: `192.168.99.1/24`. */
export async function configureHostOnly(mac: Place, name: string, address: string): Promise<void> {
  await mac.must(['ip', 'address', 'flush', 'dev', name]);
  await mac.must(['ip', 'address', 'add', address, 'dev', name]);
  await mac.must(['ip', 'link', 'set', name, 'up']);
}

/** What sudo lets the user do without a password: change routes, or nothing. Real sudo reads this file. */
export function permitRoutes(names: LabNames, permitted: boolean): void {
  const commands = ['/sbin/ip', '/usr/sbin/ip', path.join(names.bin, 'route')];
  const rule = `#${macUser.uid} ALL=(root) NOPASSWD: ${commands.join(', ')}\n`;
  const text = `Defaults !pam_session, !use_pty\nDefaults secure_path="/usr/sbin:/usr/bin:/sbin:/bin"\nroot ALL=(ALL) ALL\n${permitted ? rule : ''}`;
  if (existsSync(names.sudoers)) chmodSync(names.sudoers, 0o600);
  // Written in place: the file is bind-mounted over /etc/sudoers of the Mac.
  writeFileSync(names.sudoers, text);
  chmodSync(names.sudoers, 0o440);
}

/** Drops whatever leaves by these interfaces, although the route is right; undone by `filterNothing`. */
export async function filterInterface(mac: Place, name: string): Promise<void> {
  await mac.must(['iptables', '-w', '-A', 'OUTPUT', '-o', name, '-j', 'DROP']);
}

export async function filterNothing(mac: Place): Promise<void> {
  await mac.must(['iptables', '-w', '-F', 'OUTPUT']);
}
