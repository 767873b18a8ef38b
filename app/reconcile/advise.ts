import { advisories, type AdvisoryCode } from '../../shared/advisory.ts';
import type { Advisory } from '../../shared/snapshot.ts';
import { missingNames, certificateState } from '../certificate/state.ts';
import { valueOf } from '../reading.ts';
import { formatCidr } from '../route/cidr.ts';
import { formatRow } from '../route/row-text.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import { certificateFacts } from './assess.ts';
import type { Decision } from './decide.ts';
import { directWorks, forwardWorks, type Facts } from './facts.ts';
import type { MachineMemory } from './memory.ts';
import type { MachineObservation, Observation } from './observation.ts';

/** An advisory before it has an age. */
export type Finding = Omit<Advisory, 'since'>;

export interface Assessed {
  readonly seen: MachineObservation;
  readonly facts: Facts;
  readonly decision: Decision;
  readonly memory: MachineMemory;
}

export interface AdviseContext {
  readonly observation: Observation;
  /** Name of the VPN, or "a VPN", or undefined when none is up. */
  readonly vpn: string | undefined;
  readonly permission: 'granted' | 'refused' | 'unknown';
  readonly renewDaysBefore: number;
}

type Say = (
  code: AdvisoryCode,
  sentence: string,
  more?: { evidence?: readonly (string | undefined)[]; fix?: Finding['fix'] },
) => void;

/** Everything that is wrong with one machine now. A full tunnel with nothing wrong says nothing. */
export function adviseMachine(assessed: Assessed, context: AdviseContext): readonly Finding[] {
  const { seen, facts } = assessed;
  const findings: Finding[] = [];
  const say: Say = (code, sentence, more = {}) => {
    findings.push({
      code,
      severity: advisories[code].severity,
      title: advisories[code].title,
      machine: seen.machine.name,
      sentence,
      evidence: (more.evidence ?? []).filter((line) => line !== undefined),
      ...(more.fix === undefined ? {} : { fix: more.fix }),
    });
  };
  if (facts.vm === 'off' || facts.vm === 'paused' || facts.vm === 'changing' || facts.vm === 'missing')
    return findings;
  adviseRoute(assessed, context, say);
  adviseCertificate(assessed, context, say);
  adviseEngine(assessed, say);
  return findings;
}

function adviseRoute(
  { seen, facts, memory }: Assessed,
  { vpn, permission, observation }: AdviseContext,
  say: Say,
): void {
  const { route, network, machine } = seen;
  const where = network === undefined ? (seen.guestIp ?? machine.name) : formatCidr(network);
  const carried = forwardWorks(facts) ? ' Docker is reached over localhost meanwhile.' : '';
  const evidence = [
    route.row === undefined ? undefined : `row: ${formatRow(route.row)}`,
    route.reason,
    route.owner === undefined ? undefined : `owner of the network: ${route.owner}`,
  ];
  const fix = { label: 'Put the route back', command: `fairlead fix ${machine.name}` };

  if (facts.route === 'taken' && route.row !== undefined) {
    const lan = kindOfInterface(route.row.interface) === 'physical' && vpn === undefined;
    if (lan)
      say(
        'subnet-on-lan',
        `${route.row.interface} uses ${where} as well, so packets for ${machine.name} leave by it.${carried}`,
        { evidence, fix },
      );
    else
      say(
        'route-taken',
        `${capital(vpn ?? 'something')} took ${where} to ${route.row.interface}.${carried}`,
        { evidence, fix },
      );
  }
  if (facts.route === 'lost')
    say(
      'route-lost',
      `The route to ${where} is gone${vpn === undefined ? '' : ` while ${vpn} is connected`}.${carried}`,
      { evidence, fix },
    );
  if (facts.route === 'no-network')
    say('host-address-missing', `No interface of this computer has an address in ${where}.${carried}`, {
      evidence,
      fix,
    });
  const astray = facts.route === 'taken' || facts.route === 'lost';
  if (astray && facts.repair === 'taken-back')
    say(
      'vpn-takes-routes-back',
      `${capital(vpn ?? 'something')} took the repaired route back several times, so Fairlead leaves it alone until it disconnects.${carried}`,
      { evidence },
    );
  if (astray && permission === 'refused') {
    say(
      'no-permission',
      `The route to ${where} could be put back, but Fairlead may not change routes without a password.${carried}`,
      {
        evidence: [memory.failures.get('repair-route')],
      },
    );
  }
  const blocked = memory.failures.get('repair-route');
  if (astray && facts.repair === 'exhausted' && blocked !== undefined) {
    say(
      /exists/i.test(blocked) ? 'route-blocked-by-entry' : 'route-lost',
      `The route to ${where} could not be put back: ${blocked}.${carried}`,
      { evidence, fix },
    );
  }
  if (facts.direct === 'stranger' && seen.direct.kind === 'stranger') {
    say(
      'stranger-at-guest-address',
      `Another computer answers at ${seen.guestIp ?? 'the guest address'}: ${seen.direct.reason}. Fairlead does not treat it as Docker.${carried}`,
      {
        evidence: [
          ...evidence,
          seen.direct.certificate === undefined
            ? undefined
            : `its certificate: ${seen.direct.certificate.subject}, issued by ${seen.direct.certificate.issuer}`,
        ],
      },
    );
  }
  if (facts.route === 'own' && facts.direct === 'dead' && facts.forward === 'answers') {
    if (seen.direct.kind === 'unreachable' && observation.at > 0) {
      say(
        'local-network-privacy',
        `The route to ${where} is right, but the system refused to send (${seen.direct.code}): the Local Network permission or a security extension is in the way.${carried}`,
        { evidence },
      );
    } else {
      say(
        'packets-filtered',
        `The route to ${where} is right, but nothing comes back from ${seen.guestIp ?? 'the machine'}: ${vpn === undefined ? 'a packet filter' : `${vpn}'s packet filter`} drops it.${carried}`,
        { evidence },
      );
    }
  }
}

function adviseCertificate(
  { seen, facts, memory }: Assessed,
  { renewDaysBefore, observation }: AdviseContext,
  say: Say,
): void {
  const { machine } = seen;
  if (memory.keyChanged !== undefined) {
    say('guest-key-changed', memory.keyChanged, {
      fix: { label: 'Trust the new key', command: `fairlead forget-key ${machine.name}` },
    });
  }
  const known = certificateFacts(seen, { now: observation.at, renewDaysBefore });
  if (known === undefined) return;
  const state = certificateState(known);
  const { certificate } = known;
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const evidence = [
    `names: ${[...certificate.names, ...certificate.addresses].join(', ') || 'none'}`,
    `issued by: ${certificate.issuer}`,
    `valid from ${day(certificate.notBefore)} to ${day(certificate.notAfter)}`,
  ];
  const renew = { label: 'Renew the certificate', command: `fairlead certs renew ${machine.name}` };
  if (state === 'expired')
    say(
      'certificate-expired',
      `The certificate of ${machine.name}'s engine ended on ${day(certificate.notAfter)}.`,
      { evidence, fix: renew },
    );
  if (state === 'expiring')
    say(
      'certificate-expiring',
      `The certificate of ${machine.name}'s engine ends on ${day(certificate.notAfter)}.`,
      { evidence, fix: renew },
    );
  if (state === 'not-yet-valid')
    say(
      'certificate-not-yet-valid',
      `The certificate of ${machine.name}'s engine is valid only from ${day(certificate.notBefore)}; the clock of this computer or of the machine is wrong.`,
      { evidence, fix: renew },
    );
  if (state === 'foreign')
    say(
      'certificate-foreign',
      `The certificate of ${machine.name}'s engine was not issued by the store's CA, so clients refuse it.`,
      { evidence, fix: renew },
    );
  if (state === 'old-address')
    say(
      'certificate-names-old-address',
      `The certificate of ${machine.name}'s engine does not name its present address ${seen.guestIp ?? ''}.`,
      { evidence, fix: renew },
    );
  if (state === 'lacks-localhost' && !directWorks(facts)) {
    say(
      'certificate-lacks-localhost',
      `The certificate of ${machine.name}'s engine does not name ${missingNames(certificate, undefined).join(' or ')}, so clients refuse it over the forward.`,
      { evidence, fix: renew },
    );
  }
  const unusable = !directWorks(facts) && !forwardWorks(facts);
  if (
    (facts.renewal === 'needs-consent' && unusable) ||
    (facts.renewal === 'needs-consent' && state === 'expiring')
  ) {
    const stops = memory.inTheWay ?? seen.engine?.containers.map(({ name }) => name) ?? [];
    say(
      'consent-needed',
      `A new certificate for ${machine.name} needs an engine restart, which would stop ${listed(stops)}.`,
      {
        evidence: stops,
        fix: {
          label: 'Renew and restart the engine',
          command: `fairlead fix ${machine.name} --restart-engine`,
        },
      },
    );
  }
  if (memory.notRenewable !== undefined && (unusable || state === 'expiring')) {
    say(
      'certificate-not-renewable',
      `The certificate of ${machine.name} cannot be renewed: ${memory.notRenewable}.`,
    );
  }
}

function adviseEngine({ seen, facts, decision, memory }: Assessed, say: Say): void {
  const { machine, direct, forward } = seen;
  const reachable = directWorks(facts) || forwardWorks(facts);
  const reasons = [
    direct.kind === 'unwell' ? direct.reason : undefined,
    forward?.probe.kind === 'unwell' ? forward.probe.reason : undefined,
  ].filter((reason) => reason !== undefined);
  const rejected = reasons.find((reason) => /client certificate/.test(reason));
  const start = { label: 'Look again', command: `fairlead fix ${machine.name}` };
  if (!reachable && rejected !== undefined) {
    say(
      'engine-rejects-client',
      `The engine of ${machine.name} does not accept the store's client certificate: ${rejected}.`,
      {
        fix: {
          label: 'Make new certificates',
          command: `docker-machine regenerate-certs --client-certs ${machine.name}`,
        },
      },
    );
  } else if (
    !reachable &&
    facts.vm !== 'unknown' &&
    (facts.forward === 'unwell' ||
      facts.direct === 'unwell' ||
      (facts.route === 'own' && direct.kind === 'refused'))
  ) {
    say(
      'engine-down',
      `${machine.name} runs, but no Docker engine answers in it${reasons[0] === undefined ? '' : `: ${reasons[0]}`}.`,
      {
        fix: {
          label: 'Start the engine',
          command: `docker-machine ssh ${machine.name} sudo /etc/init.d/docker start`,
        },
      },
    );
  } else if (!reachable && decision.outcome.kind === 'rest' && decision.outcome.as === 'stuck') {
    say('unreachable', `Docker in ${machine.name} cannot be reached: ${decision.because}.`, {
      evidence: [...memory.failures].map(([step, why]) => `${step}: ${why}`),
      fix: start,
    });
  }
  if (memory.heldPorts.size > 0 && forward?.probe.kind !== 'answers') {
    const held = [...memory.heldPorts].map(([port, holder]) => `port ${port} is held by ${holder}`);
    say('port-busy', `The local port for ${machine.name} is taken: ${held.join('; ')}.`, {
      evidence: held,
      fix: start,
    });
  } else if (!reachable && facts.forward === 'broken') {
    say(
      'forward-dead',
      `The forward of ${machine.name} on 127.0.0.1:${forward?.rule.hostPort ?? '?'} does not lead to its engine.`,
      { fix: start },
    );
  }
}

/** What is wrong with the computer as a whole. */
export function adviseComputer(context: AdviseContext): readonly Finding[] {
  const { observation } = context;
  const findings: Finding[] = [];
  const say: Say = (code, sentence, more = {}) => {
    findings.push({
      code,
      severity: advisories[code].severity,
      title: advisories[code].title,
      sentence,
      evidence: (more.evidence ?? []).filter((line) => line !== undefined),
      ...(more.fix === undefined ? {} : { fix: more.fix }),
    });
  };
  for (const [what, reading] of [
    ['routing table', observation.table],
    ['interfaces', observation.interfaces],
  ] as const) {
    if (reading.kind === 'unreadable')
      say('world-unreadable', `The ${what} cannot be read, so nothing is changed: ${reading.reason}.`);
  }
  if (observation.stores.kind === 'unreadable')
    say('machine-unreadable', `The store of docker-machine cannot be read: ${observation.stores.reason}.`);
  for (const entry of valueOf(observation.stores) ?? []) {
    if (entry.kind === 'broken') {
      findings.push({
        code: 'machine-unreadable',
        severity: 'warning',
        machine: entry.name,
        title: advisories['machine-unreadable'].title,
        sentence: `${entry.name}: ${entry.reason}.`,
        evidence: [entry.path],
        fix: { label: 'Look at it', command: entry.next },
      });
    }
  }
  const virtual = observation.machines.some(({ machine }) => machine.driver === 'virtualbox');
  if (virtual && observation.hypervisor.kind === 'unreadable')
    say('world-unreadable', `VirtualBox cannot be asked: ${observation.hypervisor.reason}.`);
  if (observation.localhost === false)
    say(
      'localhost-broken',
      'The name localhost does not lead to 127.0.0.1; some VPN clients edit /etc/hosts. Fairlead itself dials 127.0.0.1.',
      { fix: { label: 'Look at /etc/hosts', command: 'grep localhost /etc/hosts' } },
    );
  for (const row of valueOf(observation.table)?.rows ?? []) {
    if (row.destination.length === 0 && row.scoped && /^bridge\d/.test(row.interface))
      say(
        'bridge-owns-default',
        `${row.interface} holds a default route of its own; some VPN clients take offence at it.`,
        { evidence: [formatRow(row)] },
      );
  }
  return findings;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'running containers';
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
