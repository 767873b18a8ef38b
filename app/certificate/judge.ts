import { X509Certificate } from 'node:crypto';
import type { CertificateDates, ServedCertificate } from '../ports.ts';
import { addressBytes, nameKey } from './names.ts';
import { splitPem } from './pem.ts';

/** Whose engine serves a certificate, judged from what the store holds. */
export interface JudgedBy {
  readonly certificate: ServedCertificate;
  /** One or several CA certificates; a block that cannot be read counts for nothing. */
  readonly caPem: string;
  readonly machine: { readonly name: string; readonly guestIp?: string | undefined };
  /** `server.pem` of the machine, as docker-machine last wrote it. */
  readonly storedServerPem?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type Judgement =
  /** `foreign`: it is the machine's own, but the store's CA did not sign it, so no client accepts it. */
  | { readonly kind: 'ours'; readonly foreign: boolean; readonly dates: CertificateDates }
  | { readonly kind: 'stranger'; readonly reason: string; readonly dates: CertificateDates };

/**
 * All machines of a store share one CA, and a network elsewhere may hold the same addresses, so the CA alone
 * proves nothing and neither does `localhost`. Ours is what the store's CA signed for this machine (the
 * organisation `<user>.<machine>`, or its guest address), or the very certificate the store keeps for it.
 * Dates do not make a stranger: an expired certificate of ours is still ours.
 */
export function judgeCertificate(by: JudgedBy): Judgement {
  const dates = datesOf(by.certificate, by.now);
  const served = certificatesOf(by.certificate.pem)[0];
  if (served === undefined) return { kind: 'stranger', reason: 'its certificate cannot be read', dates };
  const authority = certificatesOf(by.caPem).find((ca) => isSignedBy(served, ca));
  const isStored = certificatesOf(by.storedServerPem ?? '').some(
    (stored) => stored.fingerprint256 === served.fingerprint256,
  );
  if (isStored) return { kind: 'ours', foreign: authority === undefined, dates };
  if (authority === undefined) {
    const reason = `its certificate was issued by ${by.certificate.issuer || 'nobody'}, not by the CA of this store`;
    return { kind: 'stranger', reason, dates };
  }

  const owner = ownerOf(served, authority);
  if (owner === by.machine.name) return { kind: 'ours', foreign: false, dates };
  if (owner !== undefined)
    return { kind: 'stranger', reason: `it is the engine of another machine, ${owner}`, dates };
  if (organizationOf(served).some((organization) => organization.endsWith(`.${by.machine.name}`)))
    return { kind: 'ours', foreign: false, dates };
  if (by.machine.guestIp !== undefined && namesHost(by.certificate, by.machine.guestIp))
    return { kind: 'ours', foreign: false, dates };
  const reason = `its certificate names neither ${by.machine.name} nor its address`;
  return { kind: 'stranger', reason, dates };
}

export function datesOf(
  certificate: Pick<ServedCertificate, 'notBefore' | 'notAfter'>,
  now: number,
): CertificateDates {
  if (now > certificate.notAfter) return 'expired';
  return now < certificate.notBefore ? 'not-yet-valid' : 'valid';
}

/** Whether a Docker client that is pointed at `host` accepts the name: addresses and names never mix. */
export function namesHost(
  certificate: Pick<ServedCertificate, 'names' | 'addresses'>,
  host: string,
): boolean {
  const key = nameKey(host);
  const candidates = addressBytes(host) === undefined ? certificate.names : certificate.addresses;
  return candidates.some((name) => nameKey(name) === key);
}

/** The machine that the organisation names, when it begins with the CA's own: `<user>.<machine>`. */
function ownerOf(served: X509Certificate, authority: X509Certificate): string | undefined {
  for (const user of organizationOf(authority))
    for (const organization of organizationOf(served))
      if (organization.startsWith(`${user}.`)) return organization.slice(user.length + 1);
  return undefined;
}

function organizationOf(certificate: X509Certificate): string[] {
  // Typed as one string, but a repeated attribute comes as an array.
  const { O: value } = certificate.toLegacyObject().subject as { readonly O?: string | string[] };
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isSignedBy(served: X509Certificate, authority: X509Certificate): boolean {
  try {
    return served.checkIssued(authority) && served.verify(authority.publicKey);
  } catch {
    // A key of a kind this OpenSSL does not know: it cannot vouch for anybody.
    return false;
  }
}

function certificatesOf(pem: string): X509Certificate[] {
  return splitPem(pem).flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}
