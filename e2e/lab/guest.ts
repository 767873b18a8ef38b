import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeGroups } from './cgroups.ts';
import { must, until } from './command.ts';
import type { LabNames } from './names.ts';
import { Place, stay } from './place.ts';

export interface GuestOptions {
  readonly names: LabNames;
  readonly name: string;
  readonly mac: Place;
  /** Card 2; without it the VM has no host-only network. */
  readonly hostOnly?: {
    /** Bridge on the Mac: `vboxnet0`. */
    readonly bridge: string;
    /** What DHCP gives eth1, with the length of its network: `192.168.99.100/24`. */
    readonly address: string | undefined;
  };
  /** Twelve digits each, of the cards in their order. */
  readonly macs: readonly [string, string];
  readonly record: (pid: number) => void;
  readonly recordGroups: (groups: readonly string[]) => void;
}

const scripts = fileURLToPath(new URL('guest', import.meta.url));

/** A running VM: the place, its network, sshd and dockerd. */
export class Guest {
  readonly place: Place;
  readonly #mac: Place;
  readonly #folder: string;
  /** The Mac's end of eth1's cable. */
  #cable: string | undefined;

  private constructor(place: Place, mac: Place, folder: string) {
    this.place = place;
    this.#mac = mac;
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
    const guest = new Guest(place, options.mac, folder);
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
    await until(`the engine of ${this.place.name} answers`, 20_000, async () => {
      // It listens before it answers; until then a docker for each look would take its processor.
      if (!this.place.listens(2376)) return undefined;
      const words = ['docker', '-H', 'unix:///var/run/docker.sock', 'version'];
      return (await this.place.command(words)).exitCode === 0 ? true : undefined;
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

  async powerOff(): Promise<void> {
    await this.place.close();
    // The kernel takes a dead place's cables away when it comes to it, seconds later on a busy machine;
    // the next start needs the name at once.
    const cable = this.#cable;
    if (cable === undefined || !this.#mac.isOpen) return;
    await this.#mac.must(['sh', '-c', 'ip link del "$1" 2> /dev/null || ! ip link show "$1"', 'sh', cable]);
  }

  /** Asks the guest to end by itself, as its power button does; resolves when the engine has stopped. */
  async shutDown(): Promise<void> {
    await this.place.command(['/etc/init.d/docker', 'stop'], { timeoutMs: 40_000 });
  }

  /** eth0 as VirtualBox's NAT gives it, eth1 on a cable into the Mac's bridge. */
  async #connect({ mac, hostOnly, macs }: GuestOptions): Promise<void> {
    const [first, second] = macs.map((digits) => digits.toLowerCase().replace(/..(?!$)/g, '$&:'));
    // There is no NAT device to be had: a bridge without ports holds the address just as well.
    await this.sh(
      [
        `ip link add eth0 address ${first ?? ''} type bridge`,
        'ip address add 10.0.2.15/24 dev eth0',
        'ip link set eth0 up',
        'ip route add default via 10.0.2.2',
      ].join(' && '),
    );
    if (hostOnly === undefined) return;
    const cable = `${hostOnly.bridge.replace('vboxnet', 'vb')}-${macs[1].slice(6)}`;
    await must([
      ...['ip', 'link', 'add', 'name', cable, 'netns', String(mac.pid), 'type', 'veth'],
      ...['peer', 'name', 'eth1', 'address', second ?? '', 'netns', String(this.place.pid)],
    ]);
    this.#cable = cable;
    await mac.must(['ip', 'link', 'set', cable, 'master', hostOnly.bridge, 'up']);
    const address = hostOnly.address === undefined ? '' : `ip address add ${hostOnly.address} dev eth1 && `;
    await this.sh(`${address}ip link set eth1 up`);
  }
}
