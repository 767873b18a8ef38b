import type { JournalLine, UndoResult, Undone } from '../../shared/control/change-words.ts';
import type { Outcome } from './action.ts';
import { clockWords, dayWords } from './times.ts';

export interface ChangeLine extends JournalLine {
  readonly clock: string;
  /** What became of it, in a word or two. */
  readonly stand: string;
}

export interface ChangeDay {
  readonly title: string;
  readonly lines: readonly ChangeLine[];
}

const stands: Readonly<Record<JournalLine['state'], string>> = {
  begun: 'cut off',
  done: 'stands',
  failed: 'not made',
  undone: 'undone',
};

/** Newest first, by day. */
export function changeDays(
  journal: readonly JournalLine[],
  { now, zone }: { readonly now: number; readonly zone?: string },
): readonly ChangeDay[] {
  const days: { title: string; lines: ChangeLine[] }[] = [];
  for (const line of journal.toReversed()) {
    const title = dayWords(line.at, now, zone);
    let day = days.at(-1);
    if (day?.title !== title) days.push((day = { title, lines: [] }));
    day.lines.push({ ...line, clock: clockWords(line.at, zone), stand: stands[line.state] });
  }
  return days;
}

/** What is to be undone: the newest, all, or entries by id, as the daemon takes it. */
export type Which = 'last' | 'all' | readonly string[];

export function hasUndoable(journal: readonly JournalLine[]): boolean {
  return journal.some(({ undoable }) => undoable);
}

export const undoneWords: Readonly<Record<Undone['outcome'], string>> = {
  undone: 'undone',
  would: 'will be undone',
  nothing: 'nothing to do',
  changed: 'changed since, left alone',
  consent: 'needs your word',
  failed: 'failed',
  cannot: 'cannot be undone',
};

/** Whether the preview holds anything that pressing Undo would do. */
export function willDo({ entries }: UndoResult): boolean {
  return entries.some(({ outcome }) => outcome === 'would' || outcome === 'consent');
}

/** Those that were left alone because containers would stop. */
export function awaiting({ entries }: UndoResult): readonly string[] {
  return entries.filter(({ outcome }) => outcome === 'consent').map(({ id }) => id);
}

export function outcomeOfUndo(result: UndoResult): Outcome {
  return { ok: result.ok, text: result.sentence };
}
