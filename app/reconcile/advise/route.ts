import { formatCidr } from '../../route/cidr.ts';
import { kindOfInterface } from '../../route/interface-kind.ts';
import { formatRow } from '../../route/row-text.ts';
import { directWorks, forwardWorks } from '../facts.ts';
import { capital, type AdviseContext, type Assessed, type Say } from './finding.ts';

/** What is wrong between this computer and the machine. */
export function adviseRoute(assessed: Assessed, context: AdviseContext, say: Say): void {
  const { seen, facts } = assessed;
  const about: About = {
    where: seen.network === undefined ? (seen.guestIp ?? seen.machine.name) : formatCidr(seen.network),
    who: context.vpn,
    carried: [
      forwardWorks(facts) ? ' Docker is reached over localhost meanwhile.' : '',
      assessed.memory.unrecorded === undefined ? '' : ` ${capital(assessed.memory.unrecorded)}.`,
    ].join(''),
    evidence: [
      seen.route.row === undefined ? undefined : `row: ${formatRow(seen.route.row)}`,
      seen.route.reason,
      seen.route.owner === undefined ? undefined : `owner of the network: ${seen.route.owner}`,
    ].filter((line) => line !== undefined),
  };
  adviseWay(assessed, about, say);
  adviseRepair(assessed, { ...about, permission: context.permission }, say);
  adviseAnswers(assessed, about, say);
  adviseSelectedContext(assessed, context, say);
}

interface About {
  readonly where: string;
  readonly who: string | undefined;
  readonly carried: string;
  readonly evidence: readonly string[];
}

/** Where the kernel sends packets for the machine. */
function adviseWay(
  { seen, facts, memory }: Assessed,
  { where, who, carried, evidence }: About,
  say: Say,
): void {
  const { route, machine } = seen;
  const details = { evidence, fix: { label: 'Put the route back', command: `fairlead fix ${machine.name}` } };
  if (facts.route === 'taken' && route.row !== undefined) {
    const on = route.row.interface;
    const isLan = facts.repair === 'lan' || (who === undefined && kindOfInterface(on) === 'physical');
    if (isLan)
      say(
        'subnet-on-lan',
        `${on} uses ${where} as well, so packets for ${machine.name} leave by it.${carried}`,
        details,
      );
    else say('route-taken', `${capital(who ?? 'something')} took ${where} to ${on}.${carried}`, details);
  }
  if (facts.route === 'lost') {
    const meanwhile = who === undefined ? '' : ` while ${who} is connected`;
    say('route-lost', `The route to ${where} is gone${meanwhile}.${carried}`, details);
  }
  if (facts.route !== 'no-network') return;
  const refusal = memory.failures.get('restore-address');
  if (refusal !== undefined && /range|networks\.conf/i.test(refusal))
    say(
      'network-range-refused',
      `VirtualBox does not give this computer an address in ${where}: ${refusal}.${carried}`,
      { evidence },
    );
  else
    say(
      'host-address-missing',
      `No interface of this computer has an address in ${where}.${carried}`,
      details,
    );
}

/** Why a route that went astray is not put back. */
function adviseRepair(
  { facts, memory }: Assessed,
  about: About & { readonly permission: AdviseContext['permission'] },
  say: Say,
): void {
  if (facts.route !== 'taken' && facts.route !== 'lost') return;
  const { where, who, carried, evidence, permission } = about;
  const failure = memory.failures.get('repair-route');
  if (facts.repair === 'taken-back')
    say(
      'vpn-takes-routes-back',
      who === undefined
        ? `The route to ${where} is taken away each time it was put back, so Fairlead leaves it alone for a while.${carried}`
        : `${capital(who)} takes repaired routes back, so Fairlead leaves ${where} alone until it disconnects.${carried}`,
      { evidence },
    );
  if (permission === 'refused')
    say(
      'no-permission',
      `The route to ${where} could be put back, but Fairlead may not change routes without a password.${carried}`,
      { evidence: [failure] },
    );
  if (facts.repair === 'exhausted' && failure !== undefined)
    say('route-blocked-by-entry', `The route to ${where} could not be put back: ${failure}.${carried}`, {
      evidence,
    });
}

/** Who answers where the machine should. */
function adviseAnswers({ seen, facts }: Assessed, { where, who, carried, evidence }: About, say: Say): void {
  const { direct } = seen;
  const guest = seen.guestIp ?? 'the guest address';
  if (direct.kind === 'stranger') {
    const shown =
      direct.certificate === undefined
        ? undefined
        : `its certificate: ${direct.certificate.subject}, issued by ${direct.certificate.issuer}`;
    say(
      'stranger-at-guest-address',
      `Another computer answers at ${guest}: ${direct.reason}. Fairlead does not treat it as Docker.${carried}`,
      {
        evidence: [...evidence, shown],
      },
    );
  }
  if (facts.route !== 'own' || facts.direct !== 'dead' || facts.forward !== 'answers') return;
  if (direct.kind === 'unreachable')
    say(
      'local-network-privacy',
      `The route to ${where} is right, but the system refused to send (${direct.code}): the Local Network permission or a security extension is in the way.${carried}`,
      { evidence },
    );
  else {
    const filter = who === undefined ? 'a packet filter' : `${who}'s packet filter`;
    const why =
      seen.saysItsAddress === true
        ? `${filter} drops it`
        : `${filter} drops it, or the machine has another address by now, which only the machine could say`;
    say(
      'packets-filtered',
      `The route to ${where} is right, but ${guest} does not answer: ${why}.${carried}`,
      { evidence },
    );
  }
}

function adviseSelectedContext({ seen, facts }: Assessed, { observation }: AdviseContext, say: Say): void {
  const { context } = observation;
  if (context === undefined || seen.guestIp === undefined || directWorks(facts)) return;
  if (context.host !== `tcp://${seen.guestIp}:${seen.machine.engine.port}`) return;
  say(
    'context-on-dead-path',
    `Docker's selected context ${context.name} points at ${context.host}, which does not work now, so docker commands without DOCKER_HOST hang.`,
    {
      evidence: [`context ${context.name}: ${context.host}`],
      fix: {
        label: 'Point this shell at the forward',
        command: `eval "$(fairlead env ${seen.machine.name})"`,
      },
    },
  );
}
