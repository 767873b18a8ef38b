import { formatCidr } from '../../route/cidr.ts';
import { kindOfInterface } from '../../route/interface-kind.ts';
import { formatRow } from '../../route/row-text.ts';
import { forwardWorks } from '../facts.ts';
import { capital, type AdviseContext, type Assessed, type Say } from './finding.ts';

/** What is wrong between this computer and the machine. */
export function adviseRoute(
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
