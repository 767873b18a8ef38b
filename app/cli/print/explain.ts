import type { ExplainResult, Match, Remedy } from '../../../shared/control/doctor.ts';
import { printable } from '../../../shared/wording.ts';
import { apart } from '../../doctor/explain/sentence.ts';
import { styled, wrap, type Paper } from './terminal.ts';

const mostInFull = 3;

/** The best answers in full, the others by name. */
export function explainText(result: ExplainResult, paper: Paper): string {
  const { matches, remarks, sentence, next } = result;
  const [words, line] = apart(sentence);
  const blocks = [
    [
      styled(paper, matches.length === 0 ? 'yellow' : 'bold', wrap(printable(words), paper.width)),
      ...(line === undefined ? [] : [`  $ ${printable(line)}`]),
    ].join('\n'),
    ...matches.slice(0, mostInFull).map((match, index) => matchText(match, index, paper)),
    ...(matches.length > mostInFull
      ? [
          wrap(
            `Also possible: ${matches
              .slice(mostInFull)
              .map(({ id, title }) => `${title} (${id})`)
              .join('; ')}.`,
            paper.width,
            '  ',
          ),
        ]
      : []),
    ...remarks.map((remark) =>
      [remark.title, `  ${wrap(remark.sentence, paper.width - 2, '    ')}`, `  $ ${remark.next}`].join('\n'),
    ),
    wrap(matches.length === 0 ? `Next: ${next}` : `More: ${next}`, paper.width, '  '),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const certaintyWords: Readonly<Record<Match['certainty'], string>> = {
  exact: 'what the message says',
  likely: 'the usual cause',
  possible: 'a possible cause',
};
const nowWords: Readonly<Record<Match['now'], string>> = {
  yes: '; seen on this computer now',
  no: '; not the case on this computer now',
  unknown: '',
};

function matchText(match: Match, index: number, paper: Paper): string {
  // There is one usual cause; what is as likely by its words alone comes after it.
  const certainty =
    index > 0 && match.certainty === 'likely' ? 'also likely' : certaintyWords[match.certainty];
  const head = wrap(
    `${match.id}  ${match.title} (${certainty}${nowWords[match.now]})`.replace('  ', ' \u00a0'),
    paper.width,
    '  ',
  );
  const indented = (text: string): string => `  ${wrap(printable(text), paper.width - 2, '  ')}`;
  return [
    head.replace(' \u00a0', '  ').replace(match.id, styled(paper, 'cyan', match.id)),
    indented(match.cause),
    ...match.evidence.map((line) => styled(paper, 'dim', indented(`here: ${line}`))),
    ...match.remedies.flatMap((remedy) => remedyLines(remedy, paper)),
    ...match.links.slice(0, 2).map((link) => styled(paper, 'dim', `  ${link}`)),
  ].join('\n');
}

/** What it does, then the line to type, which is never wrapped. */
export function remedyLines(remedy: Remedy, paper: Paper): readonly string[] {
  const notes = [
    ...(remedy.needsRoot ? ['needs an administrator'] : []),
    ...(remedy.disruptive ? ['interrupts'] : []),
  ];
  const tail = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return [
    `  - ${wrap(printable(`${remedy.does}${tail}`), paper.width - 4, '    ')}`,
    ...(remedy.command === undefined ? [] : [`      $ ${printable(remedy.command)}`]),
  ];
}
