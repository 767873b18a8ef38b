import type { ChildProcess } from 'node:child_process';
import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endGroup, must, until } from './command.ts';
import type { LabNames } from './names.ts';
import { Place, stay } from './place.ts';
import { newAuthority } from '../../app/testing/make-store.ts';

/** What a VPN may take. Each is a user of the server with routes of its own. */
export const vpnKinds = {
  'whole-network': ['192.168.99.0/255.255.255.0'],
  'two-halves': ['192.168.99.0/255.255.255.128', '192.168.99.128/255.255.255.128'],
  'one-host': ['192.168.99.100/255.255.255.255'],
  'shorter-prefix': ['192.168.0.0/255.255.0.0'],
  'half-defaults': ['128.0.0.0/128.0.0.0'],
  'full-tunnel': ['default'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type VpnKind = keyof typeof vpnKinds;

export const tunnel = 'utun0';
/** The VPN server, and what the Mac's own network calls it by. */
const serverAddress = '203.0.113.1';
const scripts = fileURLToPath(new URL('vpn', import.meta.url));

/** The company: its network behind a real VPN server. */
export class Corporation {
  readonly place: Place;
  readonly #names: LabNames;
  readonly #mac: Place;
  readonly #password = randomBytes(12).toString('hex');
  readonly #pin: string;
  #client: ChildProcess | undefined;
  #watcher: ChildProcess | undefined;
  #taken = 0;

  private constructor(names: LabNames, places: { mac: Place; place: Place }, pin: string) {
    this.#names = names;
    this.#mac = places.mac;
    this.place = places.place;
    this.#pin = pin;
  }

  static async open(names: LabNames, mac: Place, record: (pid: number) => void): Promise<Corporation> {
    mkdirSync(path.join(names.vpn, 'users'), { recursive: true });
    const place = await Place.open({
      name: 'corp',
      setUp: `set -e; mount --make-rprivate /; mount -t proc proc /proc; hostname corp; ip link set lo up; ${stay}`,
      logFile: path.join(names.logs, 'corp.log'),
      record,
    });
    const authority = await newAuthority('vpn.example.com');
    const corporation = new Corporation(names, { mac, place }, pinOf(authority.pem));
    await corporation.#connectNetworks();
    const key = authority.key.export({ type: 'pkcs8', format: 'pem' }).toString();
    await corporation.#serve({ certificate: authority.pem, key });
    return corporation;
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  /** How often the watcher took the network back. */
  get timesTaken(): number {
    return this.#taken;
  }

  /** Resolves when the tunnel stands and its routes are in the Mac's kernel. */
  async connect(kind: VpnKind): Promise<void> {
    if (this.isConnected) throw new Error('the VPN is connected already');
    let connected = false;
    const said: string[] = [];
    const client = this.#mac.start(
      [
        ...['openconnect', '--protocol=anyconnect', `--interface=${tunnel}`, '--no-dtls', '--user', kind],
        ...['--passwd-on-stdin', `--servercert=${this.#pin}`, `--script=${path.join(scripts, 'script.sh')}`],
        ...['--reconnect-timeout=2', '--non-inter', `${serverAddress}:443`],
      ],
      {
        stdin: `${this.#password}\n`,
        env: { ...process.env, ...(kind === 'half-defaults' ? { LAB_HALVES: 'yes' } : {}) },
        line: (text) => {
          said.push(text);
          if (text === 'vpn: connect') connected = true;
        },
      },
    );
    this.#client = client;
    client.on('close', () => {
      if (this.#client === client) this.#client = undefined;
    });
    await until(`the VPN connects (${kind})`, 20_000, () => {
      if (this.#client === undefined) throw new Error(`openconnect ended: ${said.slice(-5).join(' / ')}`);
      return connected ? true : undefined;
    });
  }

  /** Logs off as a person would; resolves when the tunnel is gone. */
  async disconnect(): Promise<void> {
    this.policeRoutes(false);
    const client = this.#client;
    if (client === undefined) return;
    endGroup(client, 'SIGCONT');
    // SIGINT logs off and runs the script with reason=disconnect.
    endGroup(client, 'SIGINT');
    await until('the VPN disconnects', 10_000, () => (this.#client === undefined ? true : undefined));
  }

  /** Ends the client without a word: no log-off, no clean-up of routes but the kernel's own. */
  async kill(): Promise<void> {
    if (this.#client === undefined) return;
    endGroup(this.#client, 'SIGKILL');
    await until('the VPN client ends', 5000, () => (this.#client === undefined ? true : undefined));
  }

  /** The tunnel stays up and nothing passes through it. */
  setDead(dead: boolean): void {
    if (this.#client !== undefined) endGroup(this.#client, dead ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Takes 192.168.99.0/24 back whenever its row changes, as a client that polices its routes. */
  policeRoutes(on: boolean): void {
    if (this.#watcher !== undefined) endGroup(this.#watcher);
    this.#watcher = undefined;
    if (!on) return;
    this.#taken = 0;
    this.#watcher = this.#mac.start(['sh', path.join(scripts, 'retake.sh'), '192.168.99.0/24', tunnel], {
      line: (text) => (this.#taken += text.startsWith('taken back') ? 1 : 0),
    });
  }

  /** en0 on the Mac, a home network with a router, and the VPN server behind it. */
  async #connectNetworks(): Promise<void> {
    const { place } = this;
    const ends = ['netns', String(this.#mac.pid), 'type', 'veth', 'peer', 'name', 'wan0'];
    await must(['ip', 'link', 'add', 'name', 'en0', ...ends, 'netns', String(place.pid)]);
    for (const words of [
      ['ip', 'address', 'add', '192.168.1.10/24', 'dev', 'en0'],
      ['ip', 'link', 'set', 'en0', 'up'],
      ['ip', 'route', 'add', 'default', 'via', '192.168.1.1'],
    ])
      await this.#mac.must(words);
    for (const words of [
      ['ip', 'address', 'add', '192.168.1.1/24', 'dev', 'wan0'],
      ['ip', 'link', 'set', 'wan0', 'up'],
      ['ip', 'address', 'add', `${serverAddress}/32`, 'dev', 'lo'],
      ['sysctl', '-qw', 'net.ipv4.ip_forward=1'],
      // A company network without this address says nothing: packets for it vanish.
      ['ip', 'route', 'add', 'blackhole', '192.168.99.0/24'],
    ])
      await place.must(words);
  }

  async #serve(pair: { readonly certificate: string; readonly key: string }): Promise<void> {
    const folder = this.#names.vpn;
    const passwords = path.join(folder, 'passwords');
    for (const [kind, routes] of Object.entries(vpnKinds)) {
      writeFileSync(path.join(folder, 'users', kind), routes.map((route) => `route = ${route}\n`).join(''));
      await must(['ocpasswd', '-c', passwords, kind], { stdin: `${this.#password}\n${this.#password}\n` });
    }
    writeFileSync(path.join(folder, 'server.pem'), pair.certificate);
    writeFileSync(path.join(folder, 'server-key.pem'), pair.key, { mode: 0o600 });
    writeFileSync(path.join(folder, 'ocserv.conf'), configuration(folder, passwords));
    const server = this.place.start(['ocserv', '-f', '-c', path.join(folder, 'ocserv.conf')]);
    await until('the VPN server listens', 10_000, () => {
      if (server.exitCode !== null) throw new Error('ocserv ended; see corp.log');
      return this.place.listens(443) ? true : undefined;
    });
  }
}

function configuration(folder: string, passwords: string): string {
  return `auth = "plain[passwd=${passwords}]"
tcp-port = 443
run-as-user = nobody
run-as-group = nogroup
socket-file = ${folder}/ocserv.sock
server-cert = ${folder}/server.pem
server-key = ${folder}/server-key.pem
isolate-workers = false
max-clients = 4
max-same-clients = 4
keepalive = 300
device = vpns
ipv4-network = 10.20.0.0
ipv4-netmask = 255.255.255.0
cisco-client-compat = true
dtls-legacy = false
cookie-timeout = 300
rekey-time = 172800
config-per-user = ${folder}/users
use-occtl = false
pid-file = ${folder}/ocserv.pid
ban-reset-time = 1
max-ban-score = 0
`;
}

/** openconnect's pin: SHA-256 of the public key. */
function pinOf(pem: string): string {
  const spki = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' });
  return `pin-sha256:${createHash('sha256').update(spki).digest('base64')}`;
}
