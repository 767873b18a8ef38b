import { X509Certificate } from 'node:crypto';
import { splitPem } from '../certificate/pem.ts';
import type { Machine } from '../machine/machine.ts';
import { readSmallText } from '../machine/small-file.ts';

export interface StoreCertificate {
  readonly file: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly daysLeft: number;
  readonly fingerprint: string;
}

/** A file of the store: its certificate, or why it is none. */
export type StoreFile = StoreCertificate | { readonly file: string; readonly problem: string };

export interface StoreCertificates {
  readonly authority: StoreFile;
  readonly client: StoreFile;
  /** The store's copy of what the engine serves. */
  readonly stored: StoreFile;
}

export async function readStoreCertificates(
  { certificates: { ca, clientCert, serverCert } }: Pick<Machine, 'certificates'>,
  now: number,
): Promise<StoreCertificates> {
  const [authority, client, stored] = await Promise.all(
    [ca, clientCert, serverCert].map((file) => look(file, now)),
  );
  const absent = { file: '', problem: 'is not there' };
  return { authority: authority ?? absent, client: client ?? absent, stored: stored ?? absent };
}

async function look(file: string, now: number): Promise<StoreFile> {
  try {
    const [pem] = splitPem(await readSmallText(file));
    if (pem === undefined) return { file, problem: 'holds no certificate' };
    const certificate = new X509Certificate(pem);
    const notAfter = Date.parse(certificate.validTo);
    return {
      file,
      subject: certificate.subject.split('\n').join(', '),
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(notAfter).toISOString(),
      daysLeft: Math.floor((notAfter - now) / 86_400_000),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { file, problem: code === 'ENOENT' ? 'is not there' : 'cannot be read as a certificate' };
  }
}
