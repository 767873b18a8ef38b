import type { CertificateView } from '../../shared/snapshot.ts';
import type { ServedCertificate } from '../ports.ts';
import { contains, parseCidr, parseIpv4, type Cidr } from '../route/cidr.ts';
import { datesOf, namesHost, type Judgement } from './judge.ts';

type Names = Pick<ServedCertificate, 'names' | 'addresses'>;
type State = CertificateView['state'];

/**
 * What to put into DOCKER_HOST for a path over this computer: 127.0.0.1 where the certificate has it, since
 * some VPN clients break the look-up of `localhost`; undefined when a Docker client would accept neither.
 */
export function localHostOf(certificate: Names): '127.0.0.1' | 'localhost' | undefined {
  return (['127.0.0.1', 'localhost'] as const).find((host) => namesHost(certificate, host));
}

/** Valid for tcp://localhost or tcp://127.0.0.1. */
export function suitsLocalhost(certificate: Names): boolean {
  return localHostOf(certificate) !== undefined;
}

/** Of the names a machine's certificate should have, those it has not. */
export function missingNames(certificate: Names, guestIp: string | undefined): string[] {
  const wanted = ['localhost', '127.0.0.1', ...(guestIp === undefined ? [] : [guestIp])];
  return wanted.filter((name) => !namesHost(certificate, name));
}

export interface StateFacts {
  readonly certificate: ServedCertificate;
  readonly judgement: Judgement;
  readonly guestIp?: string | undefined;
  /** Host-only network; without it, the 24 bits around the guest IP. */
  readonly network?: Cidr | undefined;
  readonly renewDaysBefore: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The one thing to say about a certificate: what hurts most first. */
export function certificateState(facts: StateFacts): State {
  const { certificate, judgement, now } = facts;
  if (judgement.kind === 'stranger' || judgement.foreign) return 'foreign';
  const dates = datesOf(certificate, now);
  if (dates !== 'valid') return dates;
  if (namesOldAddress(facts)) return 'old-address';
  if (!suitsLocalhost(certificate)) return 'lacks-localhost';
  return certificate.notAfter - now < facts.renewDaysBefore * 86_400_000 ? 'expiring' : 'good';
}

export function viewCertificate(facts: StateFacts): CertificateView {
  const { certificate } = facts;
  return {
    names: [...certificate.names, ...certificate.addresses],
    issuer: certificate.issuer,
    subject: certificate.subject,
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
    fingerprint: certificate.fingerprint,
    suitsLocalhost: suitsLocalhost(certificate),
    state: certificateState(facts),
  };
}

/** A new DHCP lease: an address of the guest's network is named, the present one is not. */
function namesOldAddress({ certificate, guestIp, network }: StateFacts): boolean {
  if (guestIp === undefined || namesHost(certificate, guestIp)) return false;
  const around = network ?? parseCidr(`${guestIp}/24`);
  return certificate.addresses.some((address) => {
    const number = parseIpv4(address);
    return around !== undefined && number !== undefined && contains(around, number);
  });
}
