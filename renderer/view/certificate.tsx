import type { JSX } from 'preact';
import type { CertificateView } from '../../shared/snapshot.ts';
import { certificateWords } from '../../shared/wording.ts';
import { dateWords } from '../model/times.ts';
import { Card, Row } from './card.tsx';

interface CertificateProps {
  readonly certificate: CertificateView | undefined;
  readonly now: number;
}

export function Certificate({ certificate, now }: CertificateProps): JSX.Element {
  const isGood = certificate?.state === 'good';
  return (
    <Card
      title="Certificate"
      id="certificate"
      side={<span class={isGood ? 'dim' : 'warn'}>{certificateWords(certificate, now)}</span>}
    >
      {certificate === undefined ? (
        <p class="dim">The engine has not shown one yet.</p>
      ) : (
        <dl>
          <Row name="Names" value={certificate.names.join(', ')} isList />
          <Row name="Ends" value={dateWords(certificate.notAfter)} />
          <Row name="Issued by" value={certificate.issuer} />
          <Row name="For" value={certificate.subject} />
        </dl>
      )}
    </Card>
  );
}
