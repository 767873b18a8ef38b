import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** SHA-256 of the DER, lower-case hex. Throws for what is no certificate. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Of a text that may be no certificate at all; undefined then. */
export function fingerprintIfAny(pem: string): string | undefined {
  try {
    return fingerprintOf(pem);
  } catch {
    return undefined;
  }
}

/** Whether a text is the certificate with this fingerprint; what is no certificate is not. */
export function hasFingerprint(pem: string, fingerprint: string): boolean {
  return fingerprintIfAny(pem) === fingerprint;
}

/** Of the first certificate in a file; undefined when there is none or it cannot be read as one. */
export async function fingerprintOfFile(file: string): Promise<string | undefined> {
  return fingerprintIfAny(await readFile(file, 'utf8').catch(() => ''));
}
