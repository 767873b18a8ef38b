import { timeLeft } from '../../../shared/wording.ts';
import { mostSkewMs } from '../../machine/clock-skew.ts';
import type { ServedCertificate } from '../../ports.ts';
import type { Details } from './finding.ts';

interface Clocks {
  readonly machine: string;
  readonly certificate: Pick<ServedCertificate, 'notBefore'>;
  /** This computer's clock, in milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds the machine's clock is ahead of it; undefined when the engine did not say. */
  readonly aheadMs: number | undefined;
}

/**
 * A certificate that begins in the future is a question about clocks: made anew under a wrong one, it would be wrong
 * again, for this computer or for everybody else. Spans and days only, so that the words stand still.
 */
export function explainNotYetValid(clocks: Clocks): { readonly sentence: string; readonly details: Details } {
  const { machine, certificate, now, aheadMs } = clocks;
  const begins = `The certificate of ${machine}'s engine is valid only from ${day(certificate.notBefore)}, in ${timeLeft(certificate.notBefore - now)} by the clock of this computer.`;
  const evidence = [
    `this computer's clock: ${day(now)}`,
    aheadMs === undefined ? undefined : `the clock of ${machine}: ${day(now + aheadMs)}`,
  ];
  if (aheadMs !== undefined && Math.abs(aheadMs) > mostSkewMs) {
    const side = aheadMs < 0 ? 'behind' : 'ahead of';
    return {
      sentence: `${begins} The clock of ${machine} is ${timeLeft(Math.abs(aheadMs))} ${side} that: one of the two is wrong. Where it is this computer's, set that one first.`,
      details: {
        evidence,
        fix: {
          label: "Set the machine's clock to this computer's",
          command: `fairlead doctor ${machine} --fix`,
        },
      },
    };
  }
  const machines =
    aheadMs === undefined
      ? `What the clock of ${machine} shows is not known.`
      : `The clock of ${machine} agrees with it.`;
  return {
    sentence: `${begins} ${machines} Either this clock is wrong, or the certificate was made under a wrong one: it is not renewed before you say that today's date is right.`,
    details: {
      evidence,
      fix: { label: "Today's date is right: renew it", command: `fairlead certs renew ${machine}` },
    },
  };
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
