import { lookup } from 'node:dns/promises';
import { userHome } from '../home/user-home.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Home } from '../home/home.ts';
import { FileJournal } from '../home/journal.ts';
import { sshForward } from '../machine/forward.ts';
import type { Machine, StoreEntry } from '../machine/machine.ts';
import { readStore, storeBases } from '../machine/store.ts';
import { TlsEngine } from '../platform/docker/engine.ts';
import { ContextFiles, dockerFolder } from '../platform/docker/context-files.ts';
import type { Dialer } from '../platform/docker/handshake.ts';
import { readSelectedContext } from '../platform/docker/selected-context.ts';
import { LinuxRouting } from '../platform/linux/routing.ts';
import { LinuxVpnNames } from '../platform/linux/vpn-names.ts';
import { MacRouting } from '../platform/macos/routing.ts';
import { MacVpnNames } from '../platform/macos/vpn-names.ts';
import { dial } from '../platform/network/dialer.ts';
import { systemClock } from '../platform/process/clock.ts';
import { LocalPorts } from '../platform/process/local-ports.ts';
import { run } from '../platform/process/run.ts';
import { SshGuest } from '../platform/ssh/guest.ts';
import { readGuestAddress } from '../platform/ssh/guest-address.ts';
import { SshTunnels } from '../platform/ssh/tunnels.ts';
import { VirtualBox } from '../platform/virtualbox/virtualbox.ts';
import type { DockerContexts, Hypervisor, Log, Reach, Routing, Tunnels, VpnNames } from '../ports.ts';
import { read, valueOf, type Reading } from '../reading.ts';
import type { Senses } from '../reconcile/senses.ts';
import type { Hands } from '../reconcile/steps/step.ts';
import { CertificateEnds } from './certificate-ends.ts';

export type Platform = 'macos' | 'linux';

export function platformOf(settings: Settings): Platform {
  if (settings.platform !== 'auto') return settings.platform;
  return process.platform === 'darwin' ? 'macos' : 'linux';
}

export interface Adapters {
  readonly senses: Senses;
  readonly hands: Hands;
  readonly contexts: DockerContexts;
  readonly reach: Reach;
  readonly tunnels: Tunnels;
}

export interface AdapterOptions {
  readonly settings: Settings;
  readonly home: Home;
  readonly log: Log;
  /** Those in use already. */
  readonly tunnels?: Tunnels;
}

/** The real world behind the ports, as the settings say where it is. */
export function openAdapters(options: AdapterOptions): Adapters {
  const { settings, home, log } = options;
  const clock = systemClock;
  const environment = process.env;
  const { routing, vpnNames } = openPlatform(settings, log);
  const vboxmanage = settings['tools.vboxmanage'];
  const hypervisor: Hypervisor = new VirtualBox({
    run,
    pathEnvironment: environment['PATH'] ?? '',
    clock,
    log,
    ...(vboxmanage === '' ? {} : { path: vboxmanage }),
  });
  const proxy = settings['network.guestProxy'];
  const tunnels = options.tunnels ?? new SshTunnels({ knownHosts: home.knownHosts, clock, log });
  const reachPort: Dialer = (target, machine) =>
    target.over === 'tunnel' ? tunnels.dial(machine, target) : dial({ ...target, proxy });
  const engine = new TlsEngine({ dial: reachPort, clock });
  const reach: Reach = {
    toEngine: (machine, target) => engine.toEngine(machine, target),
    toPort: (machine, target) => reachPort({ ...target, halfOpen: true }, machine),
    isComingUp: (machine) => tunnels.isComingUp(machine),
    hears: (machine) => tunnels.hears(machine),
  };
  const guest = new SshGuest({ knownHosts: home.knownHosts });
  const journal = new FileJournal({ file: home.journal, log });
  const ports = new LocalPorts({ run, lsof: settings['tools.lsof'], ps: settings['tools.ps'] });

  const ends = new CertificateEnds();
  const senses: Senses = {
    clock,
    log,
    routing,
    vpnNames,
    hypervisor,
    engine,
    // Anew each time: minikube makes its store when it first starts.
    readStores: () => readStores(storeBases(settings.stores, environment, userHome(environment))),
    readAuthorityEnd: (machine) => ends.endOf(machine.certificates.ca),
    resolvesLocalhost,
    readSelectedContext: () => readSelectedContext(environment),
    readGuestAddress: async (machine, network) => {
      const reached = await reachOverNat(machine, hypervisor);
      return readGuestAddress({ guest, machine: reached, network, log });
    },
  };
  return {
    senses,
    hands: { clock, log, journal, routing, hypervisor, ports, engine, guest },
    contexts: new ContextFiles(dockerFolder(environment)),
    reach,
    tunnels,
  };
}

/**
 * Puts newly opened adapters in the place of those in use: whoever holds the senses or hands finds the new ones at the
 * next look. The journal stays, because its writers wait for each other, and so do the tunnels, which carry.
 */
export function reopen(opened: Adapters, inUse: Pick<Adapters, 'senses' | 'hands' | 'reach'>): void {
  const { journal } = inUse.hands;
  Object.assign(inUse.senses, opened.senses);
  Object.assign(inUse.hands, opened.hands, { journal });
  Object.assign(inUse.reach, opened.reach);
}

function openPlatform(settings: Settings, log: Log): { routing: Routing; vpnNames: VpnNames } {
  const isRoot = settings['route.sudo'] === 'auto' && process.geteuid?.() === 0;
  if (platformOf(settings) === 'linux') {
    const tools = { ip: settings['tools.ip'], sudo: settings['tools.sudo'] };
    return {
      routing: new LinuxRouting({ tools, isRoot, clock: systemClock, log }),
      vpnNames: new LinuxVpnNames(),
    };
  }
  const tools = {
    netstat: settings['tools.netstat'],
    route: settings['tools.route'],
    ifconfig: settings['tools.ifconfig'],
    sudo: settings['tools.sudo'],
  };
  return {
    routing: new MacRouting({ run, tools, isRoot, clock: systemClock, log }),
    vpnNames: new MacVpnNames({ run, tools: { scutil: settings['tools.scutil'], ps: settings['tools.ps'] } }),
  };
}

/** All stores as one. A store that cannot be read hides the others' machines from nobody. */
async function readStores(bases: readonly string[]): Promise<Reading<readonly StoreEntry[]>> {
  const readings = await Promise.all(bases.map((base) => readStore(base)));
  const failed = readings.find((reading) => reading.kind === 'unreadable');
  const entries = readings.flatMap((reading) => valueOf(reading) ?? []);
  if (failed !== undefined && entries.length === 0) return failed;
  // One name in two stores would be two machines with one VM; the first store wins.
  return read([...new Map([...entries].reverse().map((entry) => [nameOf(entry), entry])).values()].reverse());
}

function nameOf(entry: StoreEntry): string {
  return entry.kind === 'machine' ? entry.machine.name : entry.name;
}

/** docker-machine's own SSH rule in the VM is newer than the port its notes remember. */
async function reachOverNat(machine: Machine, hypervisor: Hypervisor): Promise<Machine> {
  const view = valueOf(await hypervisor.readVm(machine.name));
  const ssh = view === undefined ? undefined : sshForward(view);
  return ssh === undefined ? machine : { ...machine, ssh: { ...machine.ssh, ...ssh } };
}

/** VPN clients have been seen to take localhost out of /etc/hosts. */
async function resolvesLocalhost(): Promise<boolean> {
  try {
    const addresses = await lookup('localhost', { all: true });
    return addresses.some(({ address }) => address === '127.0.0.1' || address === '::1');
  } catch {
    return false;
  }
}
