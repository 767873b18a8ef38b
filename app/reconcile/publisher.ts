import type { Settings } from '../../shared/settings.ts';
import type { Advisory, MachineView, Snapshot, VpnView } from '../../shared/snapshot.ts';
import type { Clock } from '../ports.ts';
import { valueOf } from '../reading.ts';
import { formatCidr } from '../route/cidr.ts';
import { adviseComputer } from './advise/computer.ts';
import type { AdviseContext, Assessed, Finding } from './advise/finding.ts';
import { adviseMachine } from './advise/machine.ts';
import type { Ledger } from './ledger.ts';
import type { Observation } from './observation.ts';
import { viewBroken, viewMachine } from './picture.ts';
import { summarise } from './sentence.ts';
import type { Timeline } from './timeline.ts';
import { vpnId, vpnKey } from './vpn-key.ts';

export interface PublisherOptions {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly timeline: Timeline;
  /** Everything of the snapshot that the loop does not know. */
  readonly daemon: () => Snapshot['daemon'];
  readonly beside?: (machine: string, seen: Observation) => Beside;
  /** What is wrong beside the loop: with the settings, say. */
  readonly advise?: () => readonly Finding[];
}

/** What parts beside the loop know of a machine. They call Keeper.publish when it changed. */
export type Beside = Partial<Pick<MachineView, 'endpoint' | 'context' | 'publishedPorts'>>;

/** Turns what is known into the one snapshot, and tells listeners when it says something new. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();
  readonly #advisorySince = new Map<string, string>();
  readonly #vpnSince = new Map<string, string>();
  #snapshot: Snapshot | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  listen(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `working`: what is being done for a machine right now, in words. */
  publish(
    seen: Observation,
    assessed: readonly Assessed[],
    working: (machine: string) => string | undefined,
  ): void {
    const body = this.#describe(seen, assessed, working);
    if (this.#snapshot !== undefined && saysTheSame(this.#snapshot, body)) return;
    const snapshot = { revision: (this.#snapshot?.revision ?? 0) + 1, at: this.#at(), ...body };
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot);
  }

  #describe(
    seen: Observation,
    assessed: readonly Assessed[],
    working: (machine: string) => string | undefined,
  ): Body {
    const { settings, ledger, timeline, daemon } = this.#options;
    const vpn = vpnKey(seen);
    const context: AdviseContext = {
      observation: seen,
      vpn: vpn === '' ? undefined : vpn,
      reconnected: ledger.reconnected,
      permission: ledger.permission,
      renewDaysBefore: settings['certificate.renewDaysBefore'],
    };
    const machines: MachineView[] = assessed.map((one) => {
      const { name } = one.seen.machine;
      const beside = this.#options.beside?.(name, seen);
      const view = viewMachine(one, {
        working: working(name),
        now: seen.at,
        renewDaysBefore: context.renewDaysBefore,
        endpoint: beside?.endpoint,
      });
      return { ...view, ...beside };
    });
    for (const entry of valueOf(seen.stores) ?? [])
      if (entry.kind === 'broken') machines.push(viewBroken(entry));
    const advisories = this.#date([
      ...adviseComputer(context, daemon().home),
      ...(this.#options.advise?.() ?? []),
      ...assessed.flatMap((one) => adviseMachine(one, context)),
    ]);
    const vpns = this.#viewVpns(seen);
    return {
      ...summarise({ machines, vpns, advisories }),
      daemon: daemon(),
      routePermission: context.permission,
      vpns,
      machines,
      advisories,
      timeline: [...timeline.lines],
    };
  }

  #viewVpns(seen: Observation): VpnView[] {
    const rows = valueOf(seen.table)?.rows ?? [];
    const vpns = valueOf(seen.vpns) ?? [];
    const ids = vpns.map(vpnId);
    for (const id of this.#vpnSince.keys()) if (!ids.includes(id)) this.#vpnSince.delete(id);
    return vpns.map((vpn) => {
      const since = this.#vpnSince.get(vpnId(vpn)) ?? new Date(seen.at).toISOString();
      this.#vpnSince.set(vpnId(vpn), since);
      const own = rows.filter((row) => row.interface === vpn.interface && !row.scoped && !row.cloned);
      return {
        name: vpn.name,
        ...(vpn.interface === undefined ? {} : { interface: vpn.interface }),
        evidence: vpn.evidence,
        since,
        networks: own.map((row) => formatCidr(row.destination)).slice(0, 64),
        takesRoutesBack: this.#options.ledger.takesRoutesBack(vpnKey(seen)),
      };
    });
  }

  /** Gives each advisory the time since which it has been true; one by code and machine. */
  #date(findings: readonly Finding[]): Advisory[] {
    const once = new Map(findings.map((finding) => [`${finding.code} ${finding.machine ?? ''}`, finding]));
    for (const old of this.#advisorySince.keys()) if (!once.has(old)) this.#advisorySince.delete(old);
    return [...once].map(([id, finding]) => {
      const since = this.#advisorySince.get(id) ?? this.#at();
      this.#advisorySince.set(id, since);
      return { ...finding, since };
    });
  }

  #at(): string {
    return new Date(this.#options.clock.now()).toISOString();
  }
}

type Body = Omit<Snapshot, 'revision' | 'at'>;

/** Latency alone is no news. */
function saysTheSame(old: Snapshot, body: Body): boolean {
  const plain = ({ revision: _revision, at: _at, ...rest }: Partial<Snapshot>): string =>
    JSON.stringify(rest, (key, value: unknown) =>
      key === 'latencyMs' || key === 'connections' ? undefined : value,
    );
  return plain(old) === plain(body);
}
