import type { Settings } from '../../shared/settings.ts';
import type { Machine, StoreEntry } from '../machine/machine.ts';
import type { Clock, Engine, Hypervisor, Log, Routing, VpnNames } from '../ports.ts';
import type { Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';

/** The reading half of the world: everything here looks, nothing changes. */
export interface Senses {
  readonly clock: Clock;
  readonly log: Log;
  readonly routing: Routing;
  readonly vpnNames: VpnNames;
  readonly hypervisor: Hypervisor;
  readonly engine: Engine;
  readStores(): Promise<Reading<readonly StoreEntry[]>>;
  /** The guest's own word on its address in the host-only network, over SSH. */
  readGuestAddress(machine: Machine, network: Cidr): Promise<string | undefined>;
  /** When the CA of the machine's store ends, in milliseconds since the epoch; undefined when it cannot be read. */
  readAuthorityEnd(machine: Machine): number | undefined;
  resolvesLocalhost(): Promise<boolean>;
  /** Docker's selected context, when it is not the default one. */
  readSelectedContext(): Promise<{ readonly name: string; readonly host: string } | undefined>;
}

/** Read when it matters: both follow the settings. */
export interface Pace {
  readonly probeTimeoutMs: number;
  /** How long an answer of the hypervisor, of scutil or of dockerode is good for. */
  readonly slowMs: number;
  /** Whether machines that no forward leads to are looked at over SSH. */
  readonly tunnels: boolean;
}

export function livePace(settings: Settings): Pace {
  return {
    get probeTimeoutMs() {
      return settings['probe.timeoutMs'];
    },
    // Less than a tick, or an answer of the tick before would pass as new and be two ticks old at the next.
    get slowMs() {
      return 0.75 * settings['tick.ms'];
    },
    get tunnels() {
      return settings['endpoint.enabled'] && settings['tunnel.enabled'];
    },
  };
}
