import type { MachineView, PathView } from '../../shared/snapshot.ts';
import { localHostOf, viewCertificate } from '../certificate/state.ts';
import { isOwnRule } from '../machine/forward.ts';
import type { Probe } from '../ports.ts';
import { valueOf } from '../reading.ts';
import { formatCidr } from '../route/cidr.ts';
import { formatGateway } from '../route/row-text.ts';
import type { StoreEntry } from '../machine/machine.ts';
import type { Assessed } from './advise/finding.ts';
import { certificateFacts, served } from './assess.ts';
import type { Decision } from './decide.ts';
import type { MachineObservation } from './observation.ts';
import { directWorks, endpointWorks, forwardWorks, tunnelWorks } from './facts.ts';
import { stepWords } from './steps/describe.ts';

/** A machine as people see it. */
export function viewMachine(
  assessed: Assessed,
  more: {
    working: string | undefined;
    now: number;
    renewDaysBefore: number;
    endpoint: MachineView['endpoint'];
  },
): MachineView {
  const { seen, facts, decision } = assessed;
  const { machine, guestIp, network, route, forward } = seen;
  const certificate = certificateFacts(seen, more);
  const path = pathOf(assessed);
  const classicHost = dockerHostOf(assessed, path);
  const carriesAlone = path !== 'none' && !directWorks(facts) && !forwardWorks(facts);
  const dockerHost =
    carriesAlone && more.endpoint !== undefined ? `unix://${more.endpoint.socket}` : classicHost;
  const steadyHost = forwardWorks(facts) && isAwake(facts) ? forwardHostOf(seen) : undefined;
  const state = valueOf(seen.vm)?.state ?? 'unknown';
  return {
    name: machine.name,
    driver: machine.driver,
    state,
    ...(guestIp === undefined ? {} : { guestIp }),
    ...(network === undefined ? {} : { network: formatCidr(network) }),
    ...(route.owner === undefined ? {} : { networkInterface: route.owner }),
    path,
    ...(dockerHost === undefined ? {} : { dockerHost }),
    ...(steadyHost === undefined ? {} : { steadyHost }),
    certPath: machine.certPath ?? machine.directory,
    directory: machine.directory,
    direct: viewProbe(seen.direct),
    forward:
      forward === undefined
        ? { kind: 'absent' }
        : {
            ...viewProbe(
              facts.vm === 'running' || facts.vm === 'unknown' ? forward.probe : { kind: 'untried' },
            ),
            address: `127.0.0.1:${forward.rule.hostPort}`,
            rule: forward.rule.name,
            ours: isOwnRule(forward.rule),
          },
    ...(seen.tunnel === undefined ? {} : { tunnel: viewProbe(seen.tunnel) }),
    route: {
      kind: route.kind,
      ...(route.row === undefined
        ? {}
        : {
            destination: formatCidr(route.row.destination),
            interface: route.row.interface,
            gateway: formatGateway(route.row.gateway),
          }),
    },
    ...(certificate === undefined ? {} : { certificate: viewCertificate(certificate) }),
    ...(seen.engine === undefined
      ? {}
      : {
          engine: {
            version: seen.engine.version,
            containers: [...seen.engine.containers],
            liveRestore: seen.engine.liveRestore,
          },
        }),
    decision: { because: decision.because, does: decisionWords(decision) },
    ...(more.working === undefined ? {} : { working: more.working }),
  };
}

export function viewBroken(entry: Extract<StoreEntry, { kind: 'broken' }>): MachineView {
  return {
    name: entry.name,
    driver: 'unknown',
    state: 'broken',
    path: 'none',
    direct: { kind: 'untried' },
    forward: { kind: 'absent' },
    route: { kind: 'unknown' },
    decision: { because: entry.reason, does: 'nothing' },
  };
}

export function decisionWords({ outcome }: Decision): string {
  return outcome.kind === 'step' ? stepWords[outcome.does] : restWords[outcome.as];
}

const restWords = {
  direct: 'use the direct path',
  forward: 'use the forward',
  tunnel: 'use the tunnel',
  endpoint: 'use the endpoint',
  waiting: 'wait',
  off: 'nothing',
  asking: 'ask',
  stuck: 'nothing more',
} as const;

/** What carries Docker now. A path that answers counts once dockerode was answered over it. */
function pathOf({ seen, facts }: Assessed): MachineView['path'] {
  if (seen.engine === undefined) return 'none';
  const direct = directWorks(facts);
  const forward = forwardWorks(facts);
  if (direct && (facts.held || !forward)) return 'direct';
  if (forward) return 'forward';
  if (!endpointWorks(facts)) return 'none';
  // Names that clients of tcp:// refuse are no matter to the endpoint.
  if (facts.forward === 'answers') return 'forward';
  return tunnelWorks(facts) ? 'tunnel' : 'direct';
}

/** A running machine has an address to try even while nothing answers there; a machine that is off has none. */
function dockerHostOf({ seen, facts }: Assessed, path: MachineView['path']): string | undefined {
  if (!isAwake(facts)) return undefined;
  const direct = seen.guestIp === undefined ? undefined : `tcp://${seen.guestIp}:${seen.machine.engine.port}`;
  const forward = forwardHostOf(seen);
  if (path === 'direct') return direct;
  if (path === 'forward') return forward;
  return facts.route === 'own' || facts.route === 'unknown' ? (direct ?? forward) : (forward ?? direct);
}

function forwardHostOf(seen: MachineObservation): string | undefined {
  if (seen.forward === undefined) return undefined;
  const found = served(seen);
  const host = found === undefined ? 'localhost' : (localHostOf(found.certificate) ?? 'localhost');
  return `tcp://${host}:${seen.forward.rule.hostPort}`;
}

function isAwake({ vm }: Assessed['facts']): boolean {
  return vm === 'running' || vm === 'unknown' || vm === 'changing';
}

function viewProbe(probe: Probe | { readonly kind: 'untried' }): PathView {
  switch (probe.kind) {
    case 'answers':
      return { kind: 'answers', latencyMs: Math.round(probe.ms * 10) / 10 };
    case 'unwell':
    case 'stranger':
      return { kind: probe.kind, detail: probe.reason };
    case 'unreachable':
      return { kind: 'unreachable', detail: probe.code };
    case 'refused':
    case 'silent':
    case 'untried':
      return { kind: probe.kind };
  }
}
