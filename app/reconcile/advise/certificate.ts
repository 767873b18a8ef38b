import { certificateState, missingNames } from '../../certificate/state.ts';
import { certificateFacts, endsWithAuthority } from '../assess.ts';
import { directWorks, forwardWorks } from '../facts.ts';
import type { AdviseContext, Assessed, Say } from './finding.ts';
import { explainNotYetValid } from './not-yet-valid.ts';

/** What is wrong with the certificate the engine serves, and with replacing it. */
export function adviseCertificate(
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
      {
        evidence,
        fix: endsWithAuthority(seen, certificate)
          ? { label: 'Renew the CA, with all machines', command: 'fairlead certs renew --ca' }
          : renew,
      },
    );
  if (state === 'not-yet-valid') {
    const { sentence, details } = explainNotYetValid({
      machine: machine.name,
      certificate,
      now: observation.at,
      aheadMs: seen.engine?.clockAheadMs,
    });
    say('certificate-not-yet-valid', sentence, {
      ...details,
      evidence: [...evidence, ...(details.evidence ?? [])],
    });
  }
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
  // About a clock a person is asked first; about containers only who has asked for a new certificate all the same.
  const isAskedFor = state !== 'not-yet-valid' || memory.inTheWay !== undefined;
  if (facts.renewal === 'needs-consent' && ((unusable && isAskedFor) || state === 'expiring')) {
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

function listed(names: readonly string[]): string {
  if (names.length === 0) return 'running containers';
  return names.length <= 5
    ? names.join(', ')
    : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
