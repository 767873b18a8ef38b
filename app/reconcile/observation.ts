import type { StoreEntry, Machine } from '../machine/machine.ts';
import type { EngineReport, HostOnlyNetwork, NatRule, Probe, VmView, Vpn } from '../ports.ts';
import { valueOf, type Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';
import type { RouteJudgement } from '../route/judge.ts';
import type { NetworkInterface, RouteTable } from '../route/table.ts';

/** What one look at the world found. Plain values: assessing it needs nothing else. */
export interface Observation {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly table: Reading<RouteTable>;
  readonly interfaces: Reading<readonly NetworkInterface[]>;
  readonly vpns: Reading<readonly Vpn[]>;
  readonly stores: Reading<readonly StoreEntry[]>;
  readonly hypervisor: Reading<string>;
  readonly machines: readonly MachineObservation[];
  /** Whether the name localhost leads to 127.0.0.1; undefined when not looked at. */
  readonly localhost: boolean | undefined;
  /** Docker's selected context, when it is not the default one. */
  readonly context: { readonly name: string; readonly host: string } | undefined;
}

/** Who is connected; undefined when nobody has looked, or it could not be read. */
export function vpnNamesOf(seen: Pick<Observation, 'vpns'> | undefined): readonly string[] | undefined {
  return seen === undefined ? undefined : valueOf(seen.vpns)?.map(({ name }) => name);
}

export interface MachineObservation {
  readonly machine: Machine;
  /** The machine's address as last known: its store's, or what the guest itself said. */
  readonly guestIp: string | undefined;
  /** The guest itself has lately said that this is its address. */
  readonly saysItsAddress?: boolean;
  readonly vm: Reading<VmView>;
  readonly network: Cidr | undefined;
  /** The host-only network as the hypervisor lists it. */
  readonly hostOnly: HostOnlyNetwork | undefined;
  readonly route: RouteJudgement;
  /** When the CA of its store ends, in milliseconds since the epoch. */
  readonly authorityEnds: number | undefined;
  readonly direct: DirectProbe;
  readonly forward: ForwardObservation | undefined;
  /** Who answers through the kept SSH connection; undefined while none is needed. */
  readonly tunnel: DirectProbe | undefined;
  /** What dockerode found over a path that answers now. */
  readonly engine: EngineReport | undefined;
}

export type DirectProbe = Probe | { readonly kind: 'untried' };

export interface ForwardObservation {
  readonly rule: NatRule;
  readonly probe: Probe;
  /** Why VirtualBox does not listen at the rule's port, where whoever does has not shown to be our engine. */
  readonly lost?: string | undefined;
}
