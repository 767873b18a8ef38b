import { createHash, createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { certificateParts, derChildren, derValue } from './der.ts';
import { faultOf } from './fault.ts';
import { inspectX509 } from './inspect.ts';
import { namesHost } from './judge.ts';
import { distinctNames, isCertificateName } from './names.ts';
import { failureFor, type Issued, type IssueRequest } from './issued.ts';
import { splitPem } from './pem.ts';
import { randomSerial } from './serial.ts';

const dayMs = 86_400_000;
/**
 * A guest's clock stands still while the Mac sleeps and may lag by hours; docker-machine's five minutes
 * have been seen not to be enough, and the past of a certificate opens nothing.
 */
const backdateMs = dayMs + 300_000;
/** Apple's own trust evaluation accepts no longer life; a second less, since both ends count. */
const lifeMs = 825 * dayMs - 1000;

/**
 * Issues the engine's next certificate from the store's CA, so that everything but names and dates stays
 * as it was. It is read back and checked with node:crypto before anybody gets to see it.
 */
export async function issueServerCertificate(request: IssueRequest): Promise<Issued> {
  const failed = failureFor(request.machine);
  const bad = request.names.find((name) => !isCertificateName(name));
  if (bad !== undefined)
    return failed('bad-name', `${JSON.stringify(bad.slice(0, 80))} is no name a certificate can have`);

  const caKey = readCaKey(request.caKeyPem);
  if (typeof caKey === 'string') return failed(caKey, caKeySentences[caKey]);
  const authorities = splitPem(request.caPem).flatMap(readCertificate);
  if (authorities.length === 0) return failed('ca-missing', 'ca.pem of the store holds no certificate');
  const ca = authorities.find((candidate) => candidate.checkPrivateKey(caKey));
  if (ca === undefined) return failed('ca-key-mismatch', 'ca-key.pem is not the key of ca.pem');
  if (Date.parse(ca.validTo) <= request.now)
    return failed('ca-expired', `the CA of the store expired on ${ca.validTo}`);
  if (Date.parse(ca.validFrom) > request.now)
    return failed('ca-not-yet-valid', `the CA of the store is valid from ${ca.validFrom}: check the clock`);

  const [current] = splitPem(request.currentPem).flatMap(readCertificate);
  if (current === undefined)
    return failed('current-unreadable', 'the certificate in use cannot be read, so it cannot be renewed');
  if (request.serverKeyPem !== undefined && !isKeyOf(current, request.serverKeyPem))
    return failed('server-key-mismatch', 'server-key.pem of the store is not the key the engine uses');

  try {
    const pem = await build({ ca, caKey, current, request });
    const fault = faultOf(pem, { ca, current, names: request.names });
    return fault === undefined ? { kind: 'issued', pem } : failed('check-failed', fault);
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    return failed('check-failed', `the new certificate could not be put together: ${detail}`);
  }
}

type CaKeyFailure = 'ca-key-encrypted' | 'ca-key-unusable';

const caKeySentences: Record<CaKeyFailure, string> = {
  'ca-key-encrypted': 'ca-key.pem is protected by a passphrase, which Fairlead does not ask for',
  'ca-key-unusable': 'ca-key.pem is not an RSA or EC private key',
};

function readCaKey(pem: string): KeyObject | CaKeyFailure {
  if (/ENCRYPTED/.test(pem)) return 'ca-key-encrypted';
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' || key.asymmetricKeyType === 'ec' ? key : 'ca-key-unusable';
  } catch {
    // The error is not handed on: it may quote what it could not read.
    return 'ca-key-unusable';
  }
}

function isKeyOf(certificate: X509Certificate, keyPem: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

function readCertificate(pem: string): X509Certificate[] {
  try {
    return [new X509Certificate(pem)];
  } catch {
    return [];
  }
}

interface Ingredients {
  readonly ca: X509Certificate;
  readonly caKey: KeyObject;
  readonly current: X509Certificate;
  readonly request: IssueRequest;
}

async function build({ ca, caKey, current, request }: Ingredients): Promise<string> {
  // node-forge takes tens of milliseconds and 10 MB to load, and most daemons never issue anything.
  const [{ buildCertificate }, extensions] = await Promise.all([
    import('./build.ts'),
    import('./extensions.ts'),
  ]);
  const had = certificateParts(current.raw);
  const authority = certificateParts(ca.raw);
  // Typed as always there, but undefined for a certificate without extended usages.
  const uses = (current.keyUsage as string[] | undefined) ?? [];
  const isClientToo = uses.includes(extensions.extendedUses.clientAuth);
  // Not before the CA's own beginning, not after its end: a chain is only valid where both are.
  const notBefore = Math.max(request.now - backdateMs, Date.parse(ca.validFrom));
  const notAfter = Math.min(notBefore + lifeMs, Date.parse(ca.validTo));
  const read = inspectX509(current);
  const missing = distinctNames(request.names).filter(
    (name) => read.kind === 'unreadable' || !namesHost(read.value, name),
  );
  return buildCertificate(
    {
      issuer: authority.subject,
      subject: had.subject,
      key: current.publicKey,
      serial: randomSerial(),
      notBefore,
      notAfter,
      extensions: [
        extensions.keyUsage('digitalSignature', 'keyEncipherment', 'keyAgreement'),
        extensions.extendedKeyUsage('serverAuth', ...(isClientToo ? (['clientAuth'] as const) : [])),
        extensions.basicConstraints({ ca: false }),
        extensions.subjectKeyId(keyId(had.publicKey)),
        extensions.authorityKeyId(ownKeyId(authority) ?? keyId(authority.publicKey)),
        extensions.subjectAltName(missing, copiedNames(had)),
      ],
    },
    caKey,
  );
}

type Parts = ReturnType<typeof certificateParts>;
const subjectKeyIdOid = '551d0e';
const subjectAltNameOid = '551d11';

/** RFC 5280, 4.2.1.2, method 1. */
function keyId(spki: Buffer): Buffer {
  const bits = derChildren(derValue(spki))[1]?.content.subarray(1) ?? spki;
  return createHash('sha1').update(bits).digest();
}

function ownKeyId(parts: Parts): Buffer | undefined {
  const value = parts.extensions.get(subjectKeyIdOid)?.value;
  return value === undefined ? undefined : derValue(value).content;
}

/** The names it had, of every kind, as they were encoded. */
function copiedNames(parts: Parts): Buffer[] {
  const value = parts.extensions.get(subjectAltNameOid)?.value;
  return value === undefined ? [] : derChildren(derValue(value)).map(({ whole }) => whole);
}
