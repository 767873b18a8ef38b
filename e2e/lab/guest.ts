import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeGroups } from './cgroups.ts';
import { must, until } from './command.ts';
import type { LabNames } from './names.ts';
import { Place, stay } from './place.ts';

/** What the VM's disk holds before its first boot: the engine's files and who may log in. */
export interface GuestDisk {
  readonly caPem: string;
  readonly serverPem: string;
  readonly serverKeyPem: string;
  readonly authorizedKey: string;
  /** Added to the engine's command line, as docker-machine's profile has them. */
  readonly engineArguments?: string;
}

export interface GuestOptions {
  readonly names: LabNames;
  readonly name: string;
  /** Address on eth1; the prefix is a /24. */
  readonly guestIp: string;
  /** The Mac, and its bridge for the host-only network. */
  readonly mac: Place;
  readonly bridge: string;
  readonly record: (pid: number) => void;
  readonly recordGroups: (groups: readonly string[]) => void;
}

const scripts = fileURLToPath(new URL('guest', import.meta.url));

/** Writes the disk of a VM: what survives a power-off. */
export function makeDisk(names: LabNames, name: string, disk: GuestDisk): void {
  const folder = path.join(names.vms, name, 'boot2docker');
  for (const sub of ['boot2docker', 'docker', 'overlay'])
    mkdirSync(path.join(names.vms, name, sub), { recursive: true });
  const files: Readonly<Record<string, string>> = {
    'ca.pem': disk.caPem,
    'server.pem': disk.serverPem,
    'server-key.pem': disk.serverKeyPem,
    authorized_keys: `${disk.authorizedKey}\n`,
    profile: profile(disk.engineArguments ?? ''),
  };
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  chmodSync(path.join(folder, 'server-key.pem'), 0o600);
}

/** As docker-machine's boot2docker provisioner writes it. */
function profile(engineArguments: string): string {
  const folder = '/var/lib/boot2docker';
  return `
EXTRA_ARGS='
--label provider=virtualbox
${engineArguments}
'
CACERT=${folder}/ca.pem
DOCKER_HOST='-H tcp://0.0.0.0:2376'
DOCKER_STORAGE=overlay2
DOCKER_TLS=auto
SERVERKEY=${folder}/server-key.pem
SERVERCERT=${folder}/server.pem

`;
}

/** A running VM: the place, its network, sshd and dockerd. */
export class Guest {
  readonly place: Place;
  readonly #folder: string;

  private constructor(place: Place, folder: string) {
    this.place = place;
    this.#folder = folder;
  }

  /** Boots the VM; resolves when sshd and the engine were started, before the engine answers. */
  static async boot(options: GuestOptions): Promise<Guest> {
    const { names, name } = options;
    const folder = path.join(names.vms, name);
    const groups = makeGroups(`fairlead-lab-${names.id}-${name}`);
    options.recordGroups(groups);
    const place = await Place.open({
      name,
      setUp: readFileSync(path.join(scripts, 'set-up.sh'), 'utf8'),
      args: [folder, name, scripts, stay],
      logFile: path.join(names.logs, `${name}.log`),
      groups,
      record: options.record,
    });
    const guest = new Guest(place, folder);
    await guest.#connect(options);
    await place.must(['/usr/local/sbin/lab-boot', name]);
    return guest;
  }

  /** Pauses or resumes every process of the VM. */
  freeze(frozen: boolean): void {
    for (const pid of this.place.processes())
      try {
        process.kill(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
      } catch {
        // It ended since it was counted.
      }
  }

  /** Runs a shell command as root in the guest. */
  sh(script: string): Promise<string> {
    return this.place.must(['sh', '-c', script]);
  }

  /** Asked inside the machine: whether its certificate suits anybody is the scenario's affair. */
  async untilEngineAnswers(): Promise<void> {
    const look = "docker -H unix:///var/run/docker.sock version > /dev/null 2>&1 && ss -Hltn 'sport = :2376'";
    await until(`the engine of ${this.place.name} answers`, 20_000, async () => {
      const { stdout } = await this.place.command(['sh', '-c', look]);
      return stdout === '' ? undefined : true;
    }).catch((error: unknown) => {
      const log = this.engineLog().split('\n').slice(-6).join('\n');
      throw new Error(`${String(error)}; the engine's log ends:\n${log}`);
    });
  }

  /** What the engine wrote to its log so far. */
  engineLog(): string {
    try {
      return readFileSync(path.join(this.#folder, 'boot2docker/log/docker.log'), 'utf8');
    } catch {
      return '';
    }
  }

  powerOff(): Promise<void> {
    return this.place.close();
  }

  /** eth0 as VirtualBox's NAT gives it, eth1 on a cable into the Mac's bridge. */
  async #connect({ mac, bridge, guestIp, name }: GuestOptions): Promise<void> {
    const cable = `${bridge.replace('vboxnet', 'vb')}-${guestIp.split('.').at(-1) ?? name}`;
    const here = ['netns', String(this.place.pid)];
    await must([
      ...['ip', 'link', 'add', 'name', cable, 'netns', String(mac.pid), 'type', 'veth'],
      ...['peer', 'name', 'eth1', ...here],
    ]);
    await mac.must(['ip', 'link', 'set', cable, 'master', bridge, 'up']);
    await this.sh(
      [
        // There is no NAT device to be had: a bridge without ports holds the address just as well.
        'ip link add eth0 type bridge',
        'ip address add 10.0.2.15/24 dev eth0',
        'ip link set eth0 up',
        'ip route add default via 10.0.2.2',
        `ip address add ${guestIp}/24 dev eth1`,
        'ip link set eth1 up',
      ].join(' && '),
    );
  }
}
