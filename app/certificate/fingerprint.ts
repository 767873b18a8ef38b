import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** SHA-256 of the DER, lower-case hex. Throws for what is no certificate. */
export function fingerprintOf(pem: string): string {
  return new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Whether a text is the certificate with this fingerprint; what is no certificate is not. */
export function hasFingerprint(pem: string, fingerprint: string): boolean {
  try {
    return fingerprintOf(pem) === fingerprint;
  } catch {
    return false;
  }
}

/** Of the first certificate in a file; undefined when there is none or it cannot be read as one. */
export async function fingerprintOfFile(file: string): Promise<string | undefined> {
  try {
    return fingerprintOf(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
