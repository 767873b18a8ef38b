/**
 * Just enough DER (X.690) to take a certificate apart without re-encoding anything: names and keys are
 * handed on byte for byte. node-forge would decode and encode them again, and knows no EC keys at all.
 */
export interface DerValue {
  readonly tag: number;
  /** The bytes inside. */
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

/** Reads one value at the start of `bytes`. Throws RangeError for anything that is not definite-length DER. */
export function derValue(bytes: Buffer): DerValue {
  const tag = bytes[0];
  const first = bytes[1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw malformed();
  let start = 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4 || bytes.length < 2 + count) throw malformed();
    length = bytes.readUIntBE(2, count);
    start += count;
  }
  if (start + length > bytes.length) throw malformed();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(0, start + length) };
}

/** The values a constructed value is made of. Throws RangeError. */
export function derChildren(value: DerValue): DerValue[] {
  const children: DerValue[] = [];
  for (let rest = value.content; rest.length > 0;) {
    const child = derValue(rest);
    children.push(child);
    rest = rest.subarray(child.whole.length);
  }
  return children;
}

export interface CertificateParts {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: Buffer;
  /** By dotted OID in hex of its DER content: the whole Extension value. */
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Buffer }>;
}

const contextTag = (number: number) => 0xa0 | number;

/** Takes an X.509 certificate (RFC 5280, 4.1) apart. Throws RangeError. */
export function certificateParts(der: Buffer): CertificateParts {
  const tbs = derChildren(derValue(der))[0];
  if (tbs === undefined) throw malformed();
  const fields = derChildren(tbs);
  if (fields[0]?.tag === contextTag(0)) fields.shift();
  const [, , issuer, , subject, publicKey, ...rest] = fields;
  if (issuer === undefined || subject === undefined || publicKey === undefined) throw malformed();
  const list = rest.find(({ tag }) => tag === contextTag(3));
  return {
    issuer: issuer.whole,
    subject: subject.whole,
    publicKey: publicKey.whole,
    extensions: new Map(list === undefined ? [] : derChildren(derValue(list.content)).map(extension)),
  };
}

function extension(value: DerValue): [string, { readonly critical: boolean; readonly value: Buffer }] {
  const parts = derChildren(value);
  const oid = parts[0];
  const inner = parts.at(-1);
  if (oid === undefined || inner === undefined || parts.length > 3) throw malformed();
  return [oid.content.toString('hex'), { critical: parts.length === 3, value: inner.content }];
}

function malformed(): RangeError {
  return new RangeError('not well-formed DER');
}
