import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import path from 'node:path';
import { buildCertificate } from '../certificate/build.ts';
import { certificateParts } from '../certificate/der.ts';
import { basicConstraints, extendedKeyUsage, keyUsage } from '../certificate/extensions.ts';
import { splitPem } from '../certificate/pem.ts';
import { randomSerial } from '../certificate/serial.ts';
import type { Machine } from '../machine/machine.ts';
import { readSmallFile, readSmallText } from '../machine/small-file.ts';
import type { Journal } from '../ports.ts';
import { keepCertificate } from './keep-certificate.ts';

const dayMs = 86_400_000;

export class ClientCertificateError extends Error {
  override readonly name = 'ClientCertificateError';
  /** The next command to type. */
  readonly next: string | undefined;

  constructor(message: string, next?: string) {
    super(message);
    this.next = next;
  }
}

export interface RenewedClient {
  readonly notAfter: string;
  /** Files that hold the new certificate; each old one lies beside it with a date. */
  readonly files: readonly string[];
  /** Machines whose copy has another key, and what was left alone therefore. */
  readonly leftAlone: readonly string[];
}

/**
 * A new client certificate for the key there is, in docker-machine's form, and the copy of it in every machine's
 * folder. Because the key stays, each folder holds a pair that fits at every moment, whatever is cut off in the
 * middle, and engines, which know the CA only, need no restart. Machines of one CA come together.
 */
export async function renewClient(
  machines: readonly Machine[],
  { journal, now }: { readonly journal: Journal; readonly now: number },
): Promise<RenewedClient> {
  const [first] = machines;
  if (first === undefined) throw new ClientCertificateError('there are no machines');
  const { certificates } = first;
  const pem = await issue(certificates, now);
  const files: string[] = [];
  const leftAlone: string[] = [];
  const key = new X509Certificate(pem).publicKey;
  for (const { name, directory } of machines) {
    if (await hasKey(path.join(directory, 'key.pem'), key)) files.push(path.join(directory, 'cert.pem'));
    else leftAlone.push(name);
  }
  // The common one last: as long as it is old, the next run begins anew and brings all copies along.
  files.push(certificates.clientCert);
  for (const file of new Set(files)) {
    const written = await keepCertificate({ what: 'client certificate', file, pem }, { journal, now });
    if (written.kind !== 'done')
      throw new ClientCertificateError(`${written.reason}; nothing is out of order, run it again`);
  }
  return {
    notAfter: new Date(new X509Certificate(pem).validTo).toISOString(),
    files: [...new Set(files)],
    leftAlone,
  };
}

async function issue(
  { ca, caKey, clientCert, clientKey }: Machine['certificates'],
  now: number,
): Promise<string> {
  const signer = await keyOf(caKey);
  const key = await keyOf(clientKey);
  const authority = (await certificatesOf(ca)).find((one) => one.checkPrivateKey(signer));
  if (authority === undefined) throw new ClientCertificateError(`${caKey} is not the key of ${ca}`);
  if (Date.parse(authority.validTo) <= now)
    throw new ClientCertificateError(
      `the CA of the store expired on ${authority.validTo}; a client certificate of it would be refused`,
      'fairlead certs renew --ca',
    );
  const [had] = await certificatesOf(clientCert);
  if (had === undefined) throw new ClientCertificateError(`${clientCert} holds no certificate`);
  const notBefore = Math.max(Math.floor((now - 300_000) / 60_000) * 60_000, Date.parse(authority.validFrom));
  const pem = buildCertificate(
    {
      issuer: certificateParts(authority.raw).subject,
      subject: certificateParts(had.raw).subject,
      key,
      serial: randomSerial(),
      notBefore,
      notAfter: Math.min(notBefore + 1080 * dayMs, Date.parse(authority.validTo)),
      extensions: [
        keyUsage('digitalSignature'),
        extendedKeyUsage('clientAuth'),
        basicConstraints({ ca: false }),
      ],
    },
    signer,
  );
  const made = new X509Certificate(pem);
  if (!made.verify(authority.publicKey) || !made.checkIssued(authority) || !made.checkPrivateKey(key))
    throw new ClientCertificateError('the new certificate does not verify');
  return pem;
}

async function keyOf(file: string): Promise<KeyObject> {
  try {
    return createPrivateKey(await readSmallFile(file));
  } catch {
    // The error is not handed on: it may quote what it could not read.
    throw new ClientCertificateError(`${file} is no private key that can be used without a passphrase`);
  }
}

async function certificatesOf(file: string): Promise<readonly X509Certificate[]> {
  try {
    return splitPem(await readSmallText(file)).map((pem) => new X509Certificate(pem));
  } catch {
    throw new ClientCertificateError(`${file} cannot be read as a certificate`);
  }
}

async function hasKey(file: string, key: KeyObject): Promise<boolean> {
  return keyOf(file).then(
    (own) => createPublicKey(own).equals(key),
    () => false,
  );
}
