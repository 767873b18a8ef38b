import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  directoryString,
  integer,
  nothing,
  octetString,
  oid,
  sequence,
  set,
  splice,
  tagged,
  time,
  toDer,
  yes,
  type Node,
} from './asn1.ts';
import type { Extension } from './extensions.ts';

/**
 * Puts an X.509 v3 certificate (RFC 5280) together: node-forge writes the ASN.1, node:crypto signs. So RSA
 * and EC keys go the same way, and no key ever enters forge, whose own signing is 45 times slower.
 */
export interface CertificatePlan {
  /** DER of the names, byte for byte as they are to appear. */
  readonly issuer: Buffer;
  readonly subject: Buffer;
  /** The key certified; only its public part is used. */
  readonly key: KeyObject;
  /** Big-endian, positive, at most 20 bytes. */
  readonly serial: Buffer;
  /** Milliseconds since the epoch, written in whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly extensions: readonly Extension[];
}

/** Signs with SHA-256 and answers PEM. Throws TypeError when the signing key is neither RSA nor EC. */
export function buildCertificate(plan: CertificatePlan, signer: KeyObject): string {
  const algorithm = algorithmOf(signer);
  const tbs = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(plan.serial),
    algorithm,
    splice(plan.issuer),
    sequence(time(plan.notBefore), time(plan.notAfter)),
    splice(plan.subject),
    splice(spkiOf(plan.key)),
    tagged(3, sequence(...plan.extensions.map(extensionNode))),
  );
  const signature = sign('sha256', toDer(tbs), signer);
  return toPem(toDer(sequence(tbs, algorithm, bitString(signature))));
}

/** SubjectPublicKeyInfo, DER. */
function spkiOf(key: KeyObject): Buffer {
  return (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'der' });
}

/** DER of a name with nothing but an organisation: all that docker-machine writes. */
export function organizationName(organization: string): Buffer {
  return toDer(sequence(set(sequence(oid('2.5.4.10'), directoryString(organization)))));
}

function algorithmOf(signer: KeyObject): Node {
  if (signer.asymmetricKeyType === 'rsa') return sequence(oid('1.2.840.113549.1.1.11'), nothing());
  if (signer.asymmetricKeyType === 'ec') return sequence(oid('1.2.840.10045.4.3.2'));
  throw new TypeError(`cannot sign with a key of type ${signer.asymmetricKeyType ?? 'secret'}`);
}

function extensionNode({ oid: id, critical, value }: Extension): Node {
  return sequence(oid(id), ...(critical ? [yes()] : []), octetString(toDer(value)));
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
