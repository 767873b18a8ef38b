import type { Match } from '../../../shared/control/doctor.ts';

interface Known {
  readonly matches: readonly Match[];
  readonly hasRemarks: boolean;
  /** Said where the commands are not for this computer. */
  readonly stranger: string | undefined;
  /** What to type when nothing of it is so on this computer now. */
  readonly otherwise: string;
}

/**
 * The answer for who reads no further: the cause, as surely as it is known, whether it is so here now, how many others
 * there are, and the line to type. The line comes last and without a full stop, so that it can be copied.
 */
export function sentenceOf({ matches, hasRemarks, stranger, otherwise }: Known): string {
  const [first, ...others] = matches;
  if (first === undefined)
    return hasRemarks
      ? 'This is none of the symptoms Fairlead looks after, but the message is known.'
      : 'Nothing Fairlead knows looks like this message, so it says nothing about its cause.';
  const more =
    others.length === 0
      ? ''
      : `; ${others.length === 1 ? 'another cause is' : `${others.length} other causes are`} possible`;
  const said = `${causeOf(first)}${more}.${presence[first.now]}`;
  if (stranger !== undefined) return `${said} ${stranger}`;
  return `${said}${lineOf(first, otherwise)}`;
}

function causeOf({ title, certainty, now }: Match): string {
  if (certainty === 'exact' || now === 'yes') return title;
  if (now === 'no') return `Usually ${continued(title)}`;
  return `${certainty === 'likely' ? 'Most likely' : 'Possibly'} ${continued(title)}`;
}

/** Said of the first cause only, and of all when none is so. */
const presence: Readonly<Record<Match['now'], string>> = {
  yes: ' This computer shows it now.',
  no: ' This computer does not show it now.',
  unknown: '',
};

/** A title behind other words: names stay as they are. */
function continued(title: string): string {
  return title.replace(/^(A|An|The|One|Two|Another|Names|Large)\b/, (word) => word.toLowerCase());
}

function lineOf({ now, remedies }: Match, otherwise: string): string {
  if (now === 'no') return ` Type: ${otherwise}`;
  const remedy = remedies.find(({ command }) => command !== undefined);
  if (remedy?.command === undefined) return '';
  return ` Type${remedy.disruptive ? ', if containers may stop for it' : ''}: ${remedy.command}`;
}

/** A sentence of {@link sentenceOf} apart from the line to type at its end. */
export function apart(sentence: string): readonly [words: string, line: string | undefined] {
  const found = /^([^]*?\.) (Type(?:, if containers may stop for it)?:) ([^]+)$/.exec(sentence);
  return found === null ? [sentence, undefined] : [`${found[1] ?? ''} ${found[2] ?? ''}`, found[3]];
}
