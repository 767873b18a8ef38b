import { bitString, implicit, octetString, oid, sequence, splice, yes, type Node } from './asn1.ts';
import { addressBytes } from './names.ts';

/** The certificate extensions that docker-machine and Fairlead write (RFC 5280, 4.2.1). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Node;
}

const extensionOids = {
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  basicConstraints: '2.5.29.19',
  subjectAltName: '2.5.29.17',
  subjectKeyId: '2.5.29.14',
  authorityKeyId: '2.5.29.35',
} as const;

export const extendedUses = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** Bit numbers count from the left. */
const usageBits = { digitalSignature: 0, keyEncipherment: 2, keyAgreement: 4, certSign: 5 } as const;

export function keyUsage(...uses: readonly (keyof typeof usageBits)[]): Extension {
  const byte = uses.reduce((sum, use) => sum | (0x80 >> usageBits[use]), 0);
  // DER leaves trailing zero bits of a named bit list out.
  const unusedBits = 31 - Math.clz32(byte & -byte);
  return { oid: extensionOids.keyUsage, critical: true, value: bitString(Buffer.from([byte]), unusedBits) };
}

export function extendedKeyUsage(...uses: readonly (keyof typeof extendedUses)[]): Extension {
  const value = sequence(...uses.map((use) => oid(extendedUses[use])));
  return { oid: extensionOids.extendedKeyUsage, critical: false, value };
}

export function basicConstraints({ ca }: { readonly ca: boolean }): Extension {
  return { oid: extensionOids.basicConstraints, critical: true, value: ca ? sequence(yes()) : sequence() };
}

/**
 * `copied` are GeneralNames in DER, written first and as they are. Of `names`, one that reads as an address
 * becomes an iPAddress and everything else a dNSName, as docker-machine decides.
 */
export function subjectAltName(names: readonly string[], copied: readonly Buffer[] = []): Extension {
  const added = names.map((name) => {
    const address = addressBytes(name);
    return address === undefined ? implicit(2, Buffer.from(name, 'ascii')) : implicit(7, address);
  });
  const value = sequence(...copied.map(splice), ...added);
  return { oid: extensionOids.subjectAltName, critical: false, value };
}

export function subjectKeyId(id: Buffer): Extension {
  return { oid: extensionOids.subjectKeyId, critical: false, value: octetString(id) };
}

export function authorityKeyId(id: Buffer): Extension {
  return { oid: extensionOids.authorityKeyId, critical: false, value: sequence(implicit(0, id)) };
}
