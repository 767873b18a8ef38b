import type { Settings } from '../../shared/settings.ts';
import { sshForward } from '../machine/forward.ts';
import type { Machine } from '../machine/machine.ts';
import { valueOf } from '../reading.ts';
import type { Assessed } from '../reconcile/advise/finding.ts';
import { usableCertificate } from '../reconcile/facts.ts';

/** A way to the engine that was verified at the last look. */
export interface Way {
  readonly kind: 'direct' | 'forward' | 'tunnel';
  readonly host: string;
  readonly port: number;
}

/** What the loop knows, as far as carrying needs it. */
export interface Plan {
  readonly machine: Machine;
  /** Best first. */
  readonly ways: readonly Way[];
  /** To be tried while there is none: a tunnel whose first SSH connection is being made. Nobody has verified it yet. */
  readonly coming: readonly Way[];
  /** The engine's address in its network, for what else listens there. */
  readonly guestIp: string | undefined;
  /** What carries published ports, best first; the direct path only while it is one of the ways. */
  readonly portsOver: readonly ('direct' | 'tunnel')[];
  /** Whether packets to the guest IP leave by its own network. */
  readonly routed: boolean;
  /** What to say when nothing can be carried. `lasting`: waiting for a moment will not help. */
  readonly obstacle: { readonly sentence: string; readonly lasting: boolean };
}

export interface Preferences {
  readonly prefer: Settings['endpoint.prefer'];
  /** The setting tunnel.enabled. */
  readonly tunnels: boolean;
}

/** Pure: the ways to carry something to this machine now, and what to say when there is none. */
export function planOf({ seen, facts, decision }: Assessed, { prefer, tunnels }: Preferences): Plan {
  const { guestIp } = seen;
  const view = valueOf(seen.vm);
  const ssh = view === undefined ? undefined : sshForward(view);
  const machine =
    ssh === undefined ? seen.machine : { ...seen.machine, ssh: { ...seen.machine.ssh, ...ssh } };
  const { port } = machine.engine;
  const local = '127.0.0.1';
  const direct: Way[] =
    facts.direct === 'answers' && guestIp !== undefined ? [{ kind: 'direct', host: guestIp, port }] : [];
  const forward: Way[] =
    facts.forward === 'answers' && seen.forward !== undefined
      ? [{ kind: 'forward', host: local, port: seen.forward.rule.hostPort }]
      : [];
  const overSsh: Way = { kind: 'tunnel', host: local, port };
  const tunnel = facts.tunnel === 'answers' ? [overSsh] : [];
  // A tunnel to the guest's own address ends where the direct path ends, and costs more.
  const isSteady = machine.ssh.host !== guestIp;
  const ways =
    prefer === 'fast' && (facts.held || forward.length === 0)
      ? [...direct, ...forward, ...tunnel]
      : [...forward, ...(isSteady ? tunnel : []), ...direct, ...(isSteady ? [] : tunnel)];
  const isUp = facts.vm === 'running' || facts.vm === 'unknown';
  return {
    machine,
    ways: isUp && usableCertificate(facts) ? ways : [],
    coming: isUp && seen.tunnel?.kind === 'untried' ? [overSsh] : [],
    guestIp,
    portsOver: !tunnels
      ? ['direct']
      : prefer === 'steady' && isSteady
        ? ['tunnel', 'direct']
        : ['direct', 'tunnel'],
    routed: facts.route === 'own' || facts.route === 'unknown',
    obstacle: obstacleOf(machine.name, facts.vm, decision.because),
  };
}

function obstacleOf(name: string, vm: Assessed['facts']['vm'], because: string): Plan['obstacle'] {
  const lasting = true;
  switch (vm) {
    case 'off':
      return { sentence: `${name} is off; start it with: fairlead start ${name}`, lasting };
    case 'paused':
      return { sentence: `${name} is paused; go on with: VBoxManage controlvm ${name} resume`, lasting };
    case 'missing':
      return { sentence: `VirtualBox does not know ${name}; look with: VBoxManage list vms`, lasting };
    case 'changing':
      return {
        sentence: `${name} is starting or stopping; look with: fairlead status`,
        lasting: false,
      };
    case 'running':
    case 'unknown':
      return {
        sentence: `Docker in ${name} cannot be reached now: ${because}; look with: fairlead fix ${name}`,
        lasting: false,
      };
  }
}

export function sameWay(one: Way, other: Way): boolean {
  return one.kind === other.kind && one.host === other.host && one.port === other.port;
}

export function keyOf({ kind, host, port }: Way): string {
  return `${kind} ${host}:${port}`;
}
