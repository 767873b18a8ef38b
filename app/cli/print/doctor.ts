import type { DoctorResult, Finding, MendResult } from '../../../shared/control/doctor.ts';
import { printable } from '../../../shared/wording.ts';
import { remedyLines } from './explain.ts';
import { styled, wrap, type Paper } from './terminal.ts';

/** Findings, then what could not be checked; the sentence comes last, where the eye is. */
export function doctorText(result: DoctorResult, paper: Paper): string {
  const unchecked = result.checks.filter(({ state }) => state === 'unchecked');
  const fine = result.checks.filter(({ state }) => state === 'fine').length;
  const blocks = [
    ...result.findings.map((finding) => findingText(finding, paper)),
    ...(unchecked.length === 0
      ? []
      : [
          unchecked
            .map(({ name, reason = '' }) => wrap(printable(`?  ${name}: ${reason}`), paper.width, '   '))
            .join('\n'),
        ]),
    `${styled(paper, result.ok ? 'green' : 'red', result.sentence)} ${fine} of ${result.checks.length} checks are fine.`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const styles = { error: 'red', warning: 'yellow', info: 'cyan' } as const;

function findingText(finding: Finding, paper: Paper): string {
  const { id, severity, sentence, evidence, remedies, mends, links } = finding;
  const mend = {
    now: 'fairlead doctor --fix mends this',
    'with-consent': 'fairlead doctor --fix --yes mends this, and stops containers',
    no: undefined,
  }[mends];
  const indented = (text: string): string => `  ${wrap(printable(text), paper.width - 2, '  ')}`;
  return [
    `${styled(paper, styles[severity], `${severity}: ${finding.title}`)} (${id})`,
    indented(sentence),
    ...evidence.slice(0, 4).map((line) => styled(paper, 'dim', indented(`seen: ${line}`))),
    ...(mend === undefined ? [] : [`  - ${mend}`]),
    ...remedies.slice(0, 3).flatMap((remedy) => remedyLines(remedy, paper)),
    ...links.slice(0, 1).map((link) => styled(paper, 'dim', `  ${link}`)),
  ].join('\n');
}

export function mendText({ mended, awaitingConsent, after }: MendResult, paper: Paper): string {
  const lines = [
    ...mended.map(
      ({ id, ok, sentence }) => `${(ok ? 'ok' : 'failed').padEnd(6)}  ${printable(`${id}: ${sentence}`)}`,
    ),
    ...awaitingConsent.map((sentence) => `asks    ${printable(sentence)} (fairlead doctor --fix --yes)`),
  ];
  const head = lines.length === 0 ? 'There was nothing to mend.' : lines.join('\n');
  return `${head}\n\n${doctorText(after, paper)}`;
}
