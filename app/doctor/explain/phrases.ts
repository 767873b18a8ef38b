import { catalogue, type SymptomId } from '../catalogue/catalogue.ts';
import type { Certainty, Phrase } from '../catalogue/symptom.ts';
import type { Text } from './text.ts';

/** A symptom a text points at. */
export interface Hint {
  readonly id: SymptomId;
  readonly certainty: Certainty;
  /** Higher is better among hints of the same certainty. */
  readonly weight: number;
  readonly quote: string;
}

interface Compiled {
  readonly id: SymptomId;
  readonly phrase: Phrase;
  readonly spaced: RegExp;
  readonly squeezed: RegExp | undefined;
  readonly beside: RegExp | undefined;
  readonly without: RegExp | undefined;
}

const compiled: readonly Compiled[] = catalogue.flatMap(({ id, phrases }) =>
  phrases.map((phrase) => ({
    id,
    phrase,
    spaced: new RegExp(phrase.words.replaceAll(/ (?![*+?{])/g, '\\s+'), 'i'),
    squeezed: squeezable(phrase)
      ? new RegExp(phrase.words.replaceAll(/ [*+?]?/g, '').replaceAll('\\b', ''), 'i')
      : undefined,
    beside: phrase.beside === undefined ? undefined : new RegExp(phrase.beside, 'i'),
    without: phrase.without === undefined ? undefined : new RegExp(phrase.without, 'i'),
  })),
);

/** Only long phrases without loose gaps: without blanks a short one could be found in the middle of anything. */
function squeezable({ words }: Phrase): boolean {
  return !words.includes('.{0,') && words.length >= 16;
}

export function phraseHints(text: Text): readonly Hint[] {
  return compiled.flatMap(({ id, phrase, spaced, squeezed, beside, without }) => {
    const found =
      spaced.exec(text.spaced) ??
      spaced.exec(text.joined) ??
      spaced.exec(text.unwrapped) ??
      (squeezed === undefined ? null : squeezed.exec(text.squeezed));
    if (found === null) return [];
    if (beside !== undefined && !beside.test(text.spaced) && !beside.test(text.joined)) return [];
    if (without !== undefined && [text.whole, text.joined].some((form) => without.test(form))) return [];
    return [{ id, certainty: phrase.certainty, weight: 5, quote: found[0].slice(0, 160) }];
  });
}
