import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { filterNothing, permitRoutes } from './mac-host.ts';
import { macUser, type LabNames } from './names.ts';
import type { Place } from './place.ts';
import type { VirtualBox } from './virtualbox.ts';

export interface Tidied {
  readonly names: LabNames;
  readonly mac: Place;
  readonly box: VirtualBox;
}

/** Takes back on the Mac what a scenario or a daemon left there; the machines are not touched. */
export async function tidy({ names, mac, box }: Tidied): Promise<void> {
  permitRoutes(names, true);
  await filterNothing(mac);
  for (const [name, { rules }] of box.world.vms)
    for (const rule of rules.filter((one) => one.name !== 'ssh')) await box.loseRule(name, rule.name);
  for (const { name, address } of box.world.hostOnly.adapters)
    await box.command(['hostonlyif', 'ipconfig', name, '--ip', address, '--netmask', '255.255.255.0']);
  removeBut(names.home, '.docker');
  removeBut(names.temporary, '');
  removeBut(path.join(names.home, '.docker'), 'machine');
  mkdirSync(names.fairlead, { mode: 0o700 });
  chownSync(names.fairlead, macUser.uid, macUser.gid);
}

/**
 * What the next scenario would find, as text. Two equal ones: the lab is as good as a new one. Nobody has to
 * declare what a scenario spoils.
 */
export async function fingerprint({ names, mac, box }: Tidied): Promise<string> {
  const vms = [...box.world.vms].map(([name, { state, rules }]) => ({ name, state, rules }));
  const routes = JSON.parse(await mac.must(['ip', '-j', '-4', 'route'])) as { dst: string; dev: string }[];
  const outside = {
    vms,
    routes: routes.map(({ dst, dev }) => `${dst} ${dev}`).sort(),
    store: digest(names.store),
    disks: vms.map(({ name }) => digest(path.join(names.vms, name, 'boot2docker'), /^(log|gate)$/)),
  };
  const running = vms.filter(({ state }) => state === 'running').map(({ name }) => box.guest(name));
  const inside = await Promise.all(
    running.map(async ({ place }) => [place.pid, await place.must(['sh', '-c', insideOf])]),
  );
  return JSON.stringify({ ...outside, inside });
}

/** The engine and sshd are the same processes and alive, nothing was made in the engine, no command was replaced. */
const insideOf = `
for file in /var/run/docker.pid /run/sshd.pid; do
  pid=$(cat $file 2> /dev/null) && kill -0 "$pid" 2> /dev/null && echo "$pid"
done
docker ps -aq; docker images -q; docker volume ls -q
ls /etc/init.d /usr/local/bin; ip -4 -br address`;

function removeBut(folder: string, kept: string): void {
  for (const name of readdirSync(folder))
    if (name !== kept) rmSync(path.join(folder, name), { recursive: true, force: true });
}

/** Of the files below a folder, by path and content; logs grow and do not count. */
function digest(folder: string, except = /\.log$/): string {
  const hash = createHash('sha256');
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  for (const entry of entries) {
    const file = path.join(folder, entry);
    if (entry.split('/').some((part) => except.test(part) || part.endsWith('.log'))) continue;
    if (statSync(file).isFile()) hash.update(entry).update(readFileSync(file));
  }
  return hash.digest('hex');
}
