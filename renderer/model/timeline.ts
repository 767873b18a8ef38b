import type { Happening } from '../../shared/snapshot.ts';
import { durationWords } from '../../shared/wording.ts';
import { clockWords, dayWords } from './times.ts';

export interface Filter {
  readonly kind: Happening['kind'] | 'all';
  readonly words: string;
}

export const everything: Filter = { kind: 'all', words: '' };

export interface Line {
  readonly key: string;
  readonly at: string;
  readonly clock: string;
  readonly kind: Happening['kind'];
  readonly machine?: string;
  readonly text: string;
  readonly took?: string;
  readonly failed: boolean;
}

export interface Day {
  readonly title: string;
  readonly lines: readonly Line[];
}

export const kindWords: Readonly<Record<Filter['kind'], string>> = {
  all: 'All',
  noticed: 'Noticed',
  decided: 'Decided',
  did: 'Did',
};

/** Newest first, by day. A key stays with its line while newer ones come, so that a list is not drawn anew. */
export function daysOf(
  timeline: readonly Happening[],
  { filter, now, zone }: { readonly filter: Filter; readonly now: number; readonly zone?: string },
): readonly Day[] {
  const words = filter.words.trim().toLowerCase();
  const seen = new Map<string, number>();
  const days: { title: string; lines: Line[] }[] = [];
  for (const happening of timeline) {
    const title = dayWords(happening.at, now, zone);
    const key = `${happening.at} ${happening.text}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (filter.kind !== 'all' && happening.kind !== filter.kind) continue;
    if (words !== '' && !`${happening.machine ?? ''} ${happening.text}`.toLowerCase().includes(words))
      continue;
    let day = days.at(-1);
    if (day?.title !== title) days.push((day = { title, lines: [] }));
    day.lines.push(lineOf(happening, { key: `${key} ${count}`, zone }));
  }
  return days.reverse().map(({ title, lines }) => ({ title, lines: lines.reverse() }));
}

function lineOf(
  happening: Happening,
  { key, zone }: { readonly key: string; readonly zone: string | undefined },
): Line {
  const { at, kind, machine, text, ms, ok } = happening;
  return {
    key,
    at,
    clock: clockWords(at, zone),
    kind,
    text,
    failed: ok === false,
    ...(machine === undefined ? {} : { machine }),
    ...(ms === undefined ? {} : { took: durationWords(ms) }),
  };
}
