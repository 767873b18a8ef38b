import forge from 'node-forge';
import { derValue } from './der.ts';

/** The ASN.1 values a certificate is made of, as node-forge writes them. */
export type Node = forge.asn1.Asn1;

const { Class, Type } = forge.asn1;

export function sequence(...children: readonly Node[]): Node {
  return forge.asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...children]);
}

export function set(child: Node): Node {
  return forge.asn1.create(Class.UNIVERSAL, Type.SET, true, [child]);
}

/** `[number]` around a whole value. */
export function tagged(number: number, child: Node): Node {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, anyTag(number), true, [child]);
}

/** `[number]` in place of the value's own tag. */
export function implicit(number: number, content: Buffer): Node {
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, anyTag(number), false, binary(content));
}

/** A positive INTEGER from big-endian bytes. */
export function integer(bytes: Buffer): Node {
  const needsZero = ((bytes[0] ?? 0) & 0x80) !== 0;
  return primitive(Type.INTEGER, needsZero ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

export function bitString(bytes: Buffer, unusedBits = 0): Node {
  return primitive(Type.BITSTRING, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

export function octetString(bytes: Buffer): Node {
  return primitive(Type.OCTETSTRING, bytes);
}

/** PrintableString where the text allows it, else UTF8String: what Go's encoder does. */
export function directoryString(text: string): Node {
  const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text);
  return primitive(printable ? Type.PRINTABLESTRING : Type.UTF8, Buffer.from(text, 'utf8'));
}

export function oid(dotted: string): Node {
  return primitive(Type.OID, Buffer.from(forge.asn1.oidToDer(dotted).getBytes(), 'binary'));
}

export function yes(): Node {
  return primitive(Type.BOOLEAN, Buffer.from([0xff]));
}

export function nothing(): Node {
  return primitive(Type.NULL, Buffer.alloc(0));
}

/** RFC 5280, 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050; whole seconds. */
export function time(ms: number): Node {
  const date = new Date(ms);
  return date.getUTCFullYear() >= 2050
    ? primitive(Type.GENERALIZEDTIME, Buffer.from(forge.asn1.dateToGeneralizedTime(date), 'ascii'))
    : primitive(Type.UTCTIME, Buffer.from(forge.asn1.dateToUtcTime(date), 'ascii'));
}

/** Ready-made DER as one node. forge writes tag and content as given, so the bytes stay as they are. */
export function splice(der: Buffer): Node {
  const { tag, content } = derValue(der);
  return primitive(anyTag(tag), content);
}

export function toDer(node: Node): Buffer {
  return Buffer.from(forge.asn1.toDer(node).getBytes(), 'binary');
}

/** A tag that forge has no name for. Its type is an enum, but any tag number is written as it is. */
function anyTag(number: number): forge.asn1.Type {
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- see above
  return number;
}

function primitive(type: forge.asn1.Type, content: Buffer): Node {
  return forge.asn1.create(Class.UNIVERSAL, type, false, binary(content));
}

/** forge keeps bytes as a string of one character each. */
function binary(content: Buffer): string {
  return content.toString('latin1');
}
