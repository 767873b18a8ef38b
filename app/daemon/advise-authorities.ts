import type { Machine } from '../machine/machine.ts';
import { sayInto, type Finding } from '../reconcile/advise/finding.ts';
import type { CertificateEnds } from './certificate-ends.ts';

/** Whatever `certificate.renewDaysBefore` says of engines: these take a person to renew them. */
const daysBefore = 30;
const dayMs = 86_400_000;

interface Question {
  readonly machines: readonly Machine[];
  readonly ends: CertificateEnds;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Says 30 days ahead that the CA or the client's certificate of a store ends: all its machines go out at once. */
export function adviseAuthorities({ machines, ends, now }: Question): readonly Finding[] {
  const findings: Finding[] = [];
  const say = sayInto(findings);
  const files = (pick: (machine: Machine) => string): readonly string[] => [...new Set(machines.map(pick))];
  const endingWithCa = new Set(
    machines
      .filter(({ certificates }) => endSoon(certificates.ca, { ends, now }) !== undefined)
      .map(({ certificates }) => certificates.clientCert),
  );
  for (const file of files(({ certificates }) => certificates.clientCert)) {
    const end = endSoon(file, { ends, now });
    if (end !== undefined)
      say(
        'client-certificate-expiring',
        `The client certificate ${words(end, now)}; then no engine lets anybody in.`,
        {
          evidence: [file],
          // A CA that has ended issues nothing; the client comes along with a new one.
          fix: endingWithCa.has(file)
            ? { label: 'Renew it, with the CA', command: 'fairlead certs renew --ca' }
            : { label: 'Renew it, for all machines', command: 'fairlead certs renew --client' },
        },
      );
  }
  for (const file of files(({ certificates }) => certificates.ca)) {
    const end = endSoon(file, { ends, now });
    if (end !== undefined)
      say(
        'ca-expiring',
        `The CA of the docker-machine store ${words(end, now)}; then every certificate it issued is refused, in all machines at once.`,
        {
          evidence: [file],
          fix: { label: 'Renew it, with all machines', command: 'fairlead certs renew --ca' },
        },
      );
  }
  return findings;
}

function endSoon(file: string, { ends, now }: Pick<Question, 'ends' | 'now'>): number | undefined {
  const end = ends.endOf(file);
  return end !== undefined && end - now < daysBefore * dayMs ? end : undefined;
}

function words(end: number, now: number): string {
  return `${end <= now ? 'ended' : 'ends'} on ${new Date(end).toISOString().slice(0, 10)}`;
}
