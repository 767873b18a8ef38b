import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { buildCertificate } from '../certificate/build.ts';
import { certificateParts, derValue } from '../certificate/der.ts';
import { basicConstraints, keyUsage, subjectKeyId } from '../certificate/extensions.ts';
import { splitPem } from '../certificate/pem.ts';
import { randomSerial } from '../certificate/serial.ts';
import type { Machine } from '../machine/machine.ts';
import type { Journal } from '../ports.ts';
import { keepCertificate } from './keep-certificate.ts';

const dayMs = 86_400_000;
const subjectKeyIdOid = '551d0e';

export class AuthorityError extends Error {
  override readonly name = 'AuthorityError';
}

/**
 * A new certificate of the store's CA for the key it has, in docker-machine's form. Because key and name stay, what
 * the old one signed verifies with the new one and the other way round: whatever is cut off in the middle, each
 * client and each engine goes on accepting the other until the old certificate's end. PEM.
 * Throws AuthorityError when the key is not there, protected by a passphrase, or of another certificate.
 */
export async function issueAuthority(
  { ca, caKey }: Pick<Machine['certificates'], 'ca' | 'caKey'>,
  now: number,
): Promise<string> {
  const key = await keyOf(caKey);
  const old = (await certificatesOf(ca)).find((one) => one.checkPrivateKey(key));
  if (old === undefined) throw new AuthorityError(`${caKey} is not the key of ${ca}`);
  const parts = certificateParts(old.raw);
  const id = parts.extensions.get(subjectKeyIdOid)?.value;
  const notBefore = Math.floor((now - 300_000) / 60_000) * 60_000;
  const pem = buildCertificate(
    {
      issuer: parts.subject,
      subject: parts.subject,
      key,
      serial: randomSerial(),
      notBefore,
      notAfter: notBefore + 1080 * dayMs,
      extensions: [
        keyUsage('keyEncipherment', 'keyAgreement', 'certSign'),
        basicConstraints({ ca: true }),
        ...(id === undefined ? [] : [subjectKeyId(derValue(id).content)]),
      ],
    },
    key,
  );
  const made = new X509Certificate(pem);
  if (!made.ca || !made.verify(old.publicKey) || made.subject !== old.subject)
    throw new AuthorityError('the new CA certificate does not verify');
  return pem;
}

/** Writes a certificate over a file of the store, with a dated copy of the old one, and into the journal. */
export async function keepAuthority(
  file: string,
  pem: string,
  how: { readonly journal: Journal; readonly now: number },
): Promise<void> {
  const written = await keepCertificate({ what: 'CA certificate', file, pem }, how);
  if (written.kind !== 'done') throw new AuthorityError(`${written.reason}; nothing is out of order`);
}

/** The machine's own copy of the CA, which is written last: who has the new one has been brought along. */
export function copyOf({ directory }: Pick<Machine, 'directory'>): string {
  return path.join(directory, 'ca.pem');
}

export async function hasCopy(machine: Machine): Promise<boolean> {
  const [ours, theirs] = await Promise.all([text(copyOf(machine)), text(machine.certificates.ca)]);
  return ours !== undefined && ours.trim() === theirs?.trim();
}

async function text(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

async function keyOf(file: string): Promise<KeyObject> {
  try {
    return createPrivateKey(await readFile(file));
  } catch {
    // The error is not handed on: it may quote what it could not read.
    throw new AuthorityError(`${file} is no private key that can be used without a passphrase`);
  }
}

async function certificatesOf(file: string): Promise<readonly X509Certificate[]> {
  try {
    return splitPem(await readFile(file, 'utf8')).map((pem) => new X509Certificate(pem));
  } catch {
    throw new AuthorityError(`${file} cannot be read as a certificate`);
  }
}
