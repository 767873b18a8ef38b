import { X509Certificate } from 'node:crypto';
import { splitPem } from '../certificate/pem.ts';
import { unreadable, read, type Reading } from '../reading.ts';

export interface RegistryCertificate {
  /** The certificates alone, without whatever else the file held. */
  readonly pem: string;
  readonly subject: string;
  readonly notAfter: string;
  readonly fingerprint: string;
}

/** A registry's CA certificate, or why it is none: a server's own certificate, an expired one, a key, nonsense. */
export function readRegistryCertificate(text: string, now: number): Reading<RegistryCertificate> {
  if (/PRIVATE KEY/.test(text)) return unreadable('it holds a private key, which no engine may ever see');
  const pems = splitPem(text);
  const [first] = pems;
  if (first === undefined) return unreadable('it holds no certificate in PEM form');
  if (pems.length > 20) return unreadable('it holds more than 20 certificates');
  const found: X509Certificate[] = [];
  for (const pem of pems) {
    const certificate = parse(pem);
    if (certificate === undefined) return unreadable('a certificate in it cannot be read');
    if (!isAuthority(certificate))
      return unreadable(`${nameOf(certificate)} is the certificate of a server, not of a CA`);
    if (Date.parse(certificate.validTo) <= now)
      return unreadable(`the CA ${nameOf(certificate)} expired on ${certificate.validTo}`);
    found.push(certificate);
  }
  const [certificate] = found;
  if (certificate === undefined) return unreadable('it holds no certificate');
  return read({ pem: pems.map((pem) => `${pem}\n`).join(''), ...described(certificate) });
}

export function described(certificate: X509Certificate): Omit<RegistryCertificate, 'pem'> {
  return {
    subject: nameOf(certificate),
    notAfter: new Date(certificate.validTo).toISOString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** A CA, or a certificate that signs itself: Docker takes that of a small registry as its own authority. */
function isAuthority(certificate: X509Certificate): boolean {
  return (
    certificate.ca || (certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey))
  );
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function nameOf(certificate: X509Certificate): string {
  return certificate.subject.split('\n').join(', ');
}
