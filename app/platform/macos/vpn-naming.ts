import { type Cidr, contains, parseCidr } from '../../route/cidr.ts';
import type { Tunnel } from './tunnels.ts';
import { type ClientProcesses, clientsByProcess } from './vpn-clients.ts';

/** Something that may explain a tunnel. */
export interface Clue {
  readonly name: string;
  readonly evidence: string;
  /** The interface it names; not every key does, and GlobalProtect's names the physical one. */
  readonly interface?: string | undefined;
}

const sharedRange = parseCidr('100.64.0.0/10') as Cidr;

/** Gives tunnels their names, each step only to those that have none yet and no client twice. */
export class Naming {
  readonly #tunnels: readonly Tunnel[];
  readonly #named = new Map<string, Clue>();
  readonly #used = new Set<string>();
  /** Clients whose key names a tunnel that is not in use: they left their keys behind. */
  readonly #stale = new Set<string>();

  constructor(tunnels: readonly Tunnel[]) {
    this.#tunnels = tunnels;
  }

  of(tunnel: string): Clue | undefined {
    return this.#named.get(tunnel);
  }

  isComplete(): boolean {
    return this.#unnamed().length === 0;
  }

  byInterface(clues: readonly Clue[]): void {
    for (const clue of clues) {
      if (!namesTunnel(clue)) continue;
      const tunnel = this.#tunnels.find(({ name }) => name === clue.interface);
      if (tunnel === undefined) this.#stale.add(clue.name);
      else this.#give(tunnel, clue);
    }
  }

  byRange(processes: ReadonlySet<string>): void {
    for (const tunnel of this.#unnamed()) {
      if (!tunnel.addresses.some((address) => contains(sharedRange, address))) continue;
      const running = this.#running(tunnel, processes).filter(({ client }) => client.sharedRange === true);
      if (running.length > 0) this.#give(tunnel, clueOf(tunnel, running));
    }
  }

  byClue(clues: readonly Clue[]): void {
    for (const clue of clues) {
      const tunnel = this.#unnamed()[0];
      if (tunnel !== undefined && !namesTunnel(clue) && !this.#stale.has(clue.name)) this.#give(tunnel, clue);
    }
  }

  /** What runs only while connected goes first; two clients that may both be it are both named. */
  byProcess(processes: ReadonlySet<string>): void {
    for (const tunnel of this.#unnamed()) {
      const running = this.#running(tunnel, processes).filter(({ client }) => client.sharedRange !== true);
      const sessions = running.filter(({ client }) => client.runs === 'session');
      const found = sessions.length > 0 ? sessions : running;
      this.#give(
        tunnel,
        found.length > 0
          ? clueOf(tunnel, found)
          : { name: 'a VPN', evidence: `interface ${tunnel.name} carries IPv4` },
      );
    }
  }

  #unnamed(): readonly Tunnel[] {
    return this.#tunnels.filter(({ name }) => !this.#named.has(name));
  }

  #give(tunnel: Tunnel, clue: Clue): void {
    if (this.#named.has(tunnel.name) || this.#used.has(clue.name)) return;
    this.#named.set(tunnel.name, clue);
    if (clue.name !== 'a VPN') this.#used.add(clue.name);
  }

  #running(tunnel: Tunnel, processes: ReadonlySet<string>): readonly Running[] {
    return clientsByProcess.flatMap((client) => {
      if (!(client.interfaces ?? anyButFeth).test(tunnel.name)) return [];
      const process = client.processes.find((one) => processes.has(one));
      return process === undefined || this.#used.has(client.name) ? [] : [{ client, process }];
    });
  }
}

/** Only ZeroTier makes interfaces of that kind. */
const anyButFeth = /^(?!feth)/;

interface Running {
  readonly client: ClientProcesses;
  readonly process: string;
}

/** GlobalProtect's key names the physical interface beneath the tunnel. */
function namesTunnel({ interface: name }: Clue): boolean {
  return name !== undefined && !/^en\d+$/.test(name);
}

function clueOf(tunnel: Tunnel, running: readonly Running[]): Clue {
  const names = [...new Set(running.map(({ client }) => client.name))];
  return {
    name: names.slice(0, 2).join(' or '),
    evidence: `process ${running.map(({ process }) => process).join(', ')} and interface ${tunnel.name}`,
  };
}
