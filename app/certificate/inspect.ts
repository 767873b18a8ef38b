import { X509Certificate } from 'node:crypto';
import type { ServedCertificate } from '../ports.ts';
import { read, unreadable, type Reading } from '../reading.ts';

/** Reads a certificate, PEM or DER, into the words the rest of Fairlead uses. */
export function inspectCertificate(source: string | Buffer): Reading<ServedCertificate> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(source);
  } catch {
    return unreadable('it is not an X.509 certificate');
  }
  return inspectX509(certificate);
}

export function inspectX509(certificate: X509Certificate): Reading<ServedCertificate> {
  const notBefore = Date.parse(certificate.validFrom);
  const notAfter = Date.parse(certificate.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) return unreadable('its dates cannot be read');
  const names = parseSubjectAltName(certificate.subjectAltName ?? '');
  return read({
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    names: names.filter(({ type }) => type === 'DNS').map(({ value }) => value),
    addresses: names.filter(({ type }) => type === 'IP Address').map(({ value }) => value),
    notBefore,
    notAfter,
    pem: certificate.toString(),
  });
}

interface AlternativeName {
  readonly type: string;
  readonly value: string;
}

/**
 * Takes Node's text of a subjectAltName apart: `DNS:a, IP Address:10.0.0.1, DNS:"b\u002c c"`. Node quotes as
 * JSON whatever could be mistaken for another entry (CVE-2021-44532), so a comma inside quotes is no border.
 * https://nodejs.org/api/crypto.html#x509subjectaltname
 */
export function parseSubjectAltName(text: string): AlternativeName[] {
  const found: AlternativeName[] = [];
  for (const match of text.matchAll(/(?:^|, )([^:,"]+):("(?:[^"\\]|\\.)*"|[^,]*)/gy)) {
    const [, type = '', raw = ''] = match;
    const value = raw.startsWith('"') ? unquote(raw) : raw;
    if (value !== undefined) found.push({ type, value });
  }
  return found;
}

function unquote(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A name for people: one line, and no longer than a line. OpenSSL has escaped control characters. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').filter(Boolean).join(', ').slice(0, 300);
}
