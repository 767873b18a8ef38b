import { certificateState, suitsLocalhost, type StateFacts } from '../certificate/state.ts';
import type { Served, VmState } from '../ports.ts';
import { valueOf } from '../reading.ts';
import { contains } from '../route/cidr.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { Facts } from './facts.ts';
import type { MachineMemory } from './memory.ts';
import type { MachineObservation, Observation } from './observation.ts';

const dayMs = 86_400_000;

/** What assessing needs besides the observation: how far each remedy has been used up, and the settings. */
export interface Standing {
  /** Monotonic milliseconds. */
  readonly now: number;
  readonly memory: MachineMemory;
  readonly quiet: boolean;
  readonly permission: 'granted' | 'refused' | 'unknown';
  readonly vpnIsUp: boolean;
  readonly takenBack: boolean;
  readonly forwardWanted: boolean;
  readonly endpoint: Facts['endpoint'];
  readonly settings: {
    readonly repair: boolean;
    readonly arm: boolean;
    readonly holdMs: number;
    readonly renewDaysBefore: number;
    readonly restart: 'when-idle' | 'ask' | 'always';
  };
}

/** Pure. An unreadable part of the world becomes `unknown`, `untried` or `impossible`, on which no row acts. */
export function assess(seen: MachineObservation, observation: Observation, standing: Standing): Facts {
  const { now, memory, settings } = standing;
  const vm = vmFact(valueOf(seen.vm)?.state);
  const certificate = certificateFact(seen, {
    now: observation.at,
    renewDaysBefore: settings.renewDaysBefore,
  });
  return {
    vm,
    route: seen.route.kind,
    direct: directFact(seen),
    forward: forwardFact(seen, standing),
    tunnel: seen.tunnel?.kind === 'answers' ? 'answers' : 'dead',
    endpoint: standing.endpoint,
    certificate,
    quiet: standing.quiet,
    held: memory.directSince !== undefined && now - memory.directSince >= settings.holdMs,
    repair: isOnLan(seen, observation) ? 'lan' : repairFact(standing),
    readdress:
      seen.hostOnly?.kind === 'adapter' &&
      seen.hostOnly.hostAddress !== undefined &&
      !memory.tries['restore-address'].exhausted(now)
        ? 'possible'
        : 'exhausted',
    forwarding:
      memory.tries['add-forward'].exhausted(now) ||
      memory.tries['replace-forward'].exhausted(now) ||
      memory.forwardPause.remainingMs(now) > 0
        ? 'exhausted'
        : 'possible',
    arming: settings.arm,
    renewal: renewalFact(seen, standing, certificate),
  };
}

function vmFact(state: VmState | undefined): Facts['vm'] {
  switch (state) {
    case undefined:
    case 'unknown':
      return 'unknown';
    case 'saved':
    case 'crashed':
      return 'off';
    case 'running':
    case 'paused':
    case 'off':
    case 'changing':
    case 'missing':
      return state;
  }
}

function directFact({ direct }: MachineObservation): Facts['direct'] {
  // Our engine, seen over a route that is not ours: whether it is well was not asked.
  if (direct.kind === 'unwell' && direct.why === 'not-asked') return 'untried';
  switch (direct.kind) {
    case 'answers':
    case 'unwell':
    case 'stranger':
    case 'untried':
      return direct.kind;
    case 'refused':
    case 'silent':
    case 'unreachable':
      return 'dead';
  }
}

function forwardFact({ vm, forward }: MachineObservation, standing: Standing): Facts['forward'] {
  const view = valueOf(vm);
  if (forward === undefined) return view?.hasNat === true && standing.forwardWanted ? 'absent' : 'impossible';
  if (forward.lost !== undefined) return 'broken';
  switch (forward.probe.kind) {
    case 'answers':
    case 'unwell':
      return forward.probe.kind;
    case 'silent':
      // VirtualBox took the connection and the guest did not answer: another port would not help.
      return 'unwell';
    case 'refused':
    case 'stranger':
    case 'unreachable':
      return 'broken';
  }
}

/** The machine's packets leave by an interface, not a tunnel's, that has an address of its own in the same network. */
function isOnLan({ machine, route, network }: MachineObservation, { interfaces }: Observation): boolean {
  // A machine somewhere in the local network, as of the driver generic: its route is the network's own affair.
  if (
    route.owner !== undefined &&
    kindOfInterface(route.owner) === 'physical' &&
    machine.driver !== 'virtualbox'
  )
    return true;
  const on = route.row?.interface;
  if (on === undefined || on === route.owner || kindOfInterface(on) !== 'physical') return false;
  const own = (valueOf(interfaces) ?? []).find(({ name }) => name === on)?.addresses ?? [];
  return network !== undefined && own.some(({ address }) => contains(network, address));
}

function repairFact({ settings, takenBack, vpnIsUp, permission, memory, now }: Standing): Facts['repair'] {
  if (!settings.repair) return 'off';
  if (takenBack) return 'taken-back';
  if (permission === 'refused') return 'refused';
  const attempts = [memory.failedRepairs, vpnIsUp ? memory.tries['repair-route'] : memory.peacefulRepairs];
  return attempts.some((one) => one.exhausted(now)) ? 'exhausted' : 'possible';
}

/**
 * Containers that run and would stop are a reason to ask. When nobody knows of any, the step itself looks
 * once more from inside the machine before it restarts anything. Where a clock is in question, no setting speaks for
 * a person.
 */
function renewalFact(
  seen: MachineObservation,
  { memory, now, settings }: Standing,
  certificate: Facts['certificate'],
): Facts['renewal'] {
  if (memory.notRenewable !== undefined || memory.keyChanged !== undefined) return 'impossible';
  if (memory.tries['renew-certificate'].exhausted(now) || memory.renewalPause.remainingMs(now) > 0)
    return 'exhausted';
  if (memory.consent) return 'free';
  if (certificate === 'not-yet-valid') return 'needs-consent';
  if (settings.restart === 'always') return 'free';
  if (settings.restart === 'ask' || memory.inTheWay !== undefined) return 'needs-consent';
  const wouldStop =
    seen.engine !== undefined && !seen.engine.liveRestore && seen.engine.containers.length > 0;
  return wouldStop ? 'needs-consent' : 'free';
}

/** The certificate the engine itself was seen to serve; a stranger's is nobody's business here. */
export function served(seen: Pick<MachineObservation, 'direct' | 'forward' | 'tunnel'>): Served | undefined {
  for (const probe of [seen.direct, seen.forward?.probe, seen.tunnel]) {
    if ((probe?.kind === 'answers' || probe?.kind === 'unwell') && probe.served !== undefined)
      return probe.served;
  }
  return undefined;
}

/** Everything that judging the served certificate needs; undefined when none was seen. */
export function certificateFacts(
  seen: MachineObservation,
  when: { now: number; renewDaysBefore: number },
): StateFacts | undefined {
  const found = served(seen);
  if (found === undefined) return undefined;
  const { certificate, dates, foreign } = found;
  return {
    certificate,
    judgement: { kind: 'ours', foreign, dates },
    guestIp: seen.guestIp,
    network: seen.network,
    ...when,
  };
}

/**
 * No certificate outlives the CA that issued it: a new one would end at the same moment, and be renewed again, with
 * another restart of the engine each time. Only a new CA helps, which is a person's to make.
 */
export function endsWithAuthority(
  { authorityEnds }: Pick<MachineObservation, 'authorityEnds'>,
  { notAfter }: { readonly notAfter: number },
): boolean {
  return authorityEnds !== undefined && authorityEnds - notAfter < dayMs;
}

function certificateFact(
  seen: MachineObservation,
  when: { now: number; renewDaysBefore: number },
): Facts['certificate'] {
  const facts = certificateFacts(seen, when);
  if (facts === undefined) return 'unknown';
  const state = certificateState(facts);
  switch (state) {
    case 'good':
      return 'good';
    case 'expiring':
      return endsWithAuthority(seen, facts.certificate) ? 'good' : 'expiring';
    case 'lacks-localhost':
      return 'direct-only';
    case 'old-address':
      return suitsLocalhost(facts.certificate) ? 'forward-only' : 'useless';
    case 'not-yet-valid':
      return 'not-yet-valid';
    case 'expired':
    case 'foreign':
      return 'useless';
  }
}
