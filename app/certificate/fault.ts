import { X509Certificate } from 'node:crypto';
import { inspectX509 } from './inspect.ts';
import { namesHost } from './judge.ts';

/** What is wrong with a new certificate, in node:crypto's eyes; undefined when it may be used. */
export function faultOf(
  pem: string,
  { ca, current, names }: { ca: X509Certificate; current: X509Certificate; names: readonly string[] },
): string | undefined {
  const issued = new X509Certificate(pem);
  const [made, had] = [inspectX509(issued), inspectX509(current)];
  if (made.kind === 'unreadable' || had.kind === 'unreadable')
    return 'the new certificate cannot be read back';
  if (!issued.verify(ca.publicKey) || !issued.checkIssued(ca))
    return 'the new certificate does not verify against the CA';
  if (!issued.publicKey.equals(current.publicKey)) return 'the new certificate has another key';
  const lost =
    had.value.names.find((name) => !made.value.names.includes(name)) ??
    had.value.addresses.find((address) => !made.value.addresses.includes(address)) ??
    names.find((name) => !namesHost(made.value, name));
  return lost === undefined ? undefined : `the new certificate lost the name ${lost}`;
}
