import type { UnwellWhy } from '../../ports.ts';

export type TlsProblem =
  { readonly kind: 'silent' } | { readonly kind: 'unwell'; readonly why: UnwellWhy; readonly reason: string };

/** TLS alerts (RFC 8446, 6.2) by which a server says that it does not like the client's certificate. */
const clientAlerts: readonly [RegExp, string][] = [
  [/ALERT_CERTIFICATE_EXPIRED/, 'it says our client certificate has expired; its clock may be wrong'],
  [/ALERT_UNKNOWN_CA/, 'it does not know the CA of our client certificate'],
  [
    /ALERT_(BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_REVOKED|CERTIFICATE_UNKNOWN|CERTIFICATE_REQUIRED|ACCESS_DENIED|DECRYPT_ERROR)|ALERT_NO_CERTIFICATE/,
    'it does not accept our client certificate',
  ],
];

/** Says what an error of a TLS connection means. OpenSSL's reasons stand in `code`: ERR_SSL_…. */
export function explainTlsError(error: Error & { code?: string }): TlsProblem {
  const code = error.code ?? '';
  if (code === 'ETIMEDOUT') return { kind: 'silent' };
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED')
    return { kind: 'unwell', why: 'closed', reason: 'the connection was closed in the middle' };
  for (const [pattern, reason] of clientAlerts)
    if (pattern.test(code)) return { kind: 'unwell', why: 'client-rejected', reason };
  if (
    /HTTP_REQUEST|WRONG_VERSION_NUMBER|PACKET_LENGTH|UNKNOWN_PROTOCOL|RECORD_TOO|BAD_RECORD|UNEXPECTED_MESSAGE/.test(
      code,
    ) &&
    !code.includes('ALERT')
  )
    return { kind: 'unwell', why: 'not-tls', reason: 'what answers does not speak TLS' };
  return {
    kind: 'unwell',
    why: 'no-answer',
    reason: `TLS failed (${code === '' ? error.message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 120) : code})`,
  };
}
