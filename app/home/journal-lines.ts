import * as z from 'zod';
import { changeKinds, type JournalEntry } from '../ports.ts';

const state = z.enum(['begun', 'done', 'failed', 'undone']);
const undoValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]);

/** A whole entry: the first line of a change, or what a compaction left of it. */
const WholeLine = z.object({
  id: z.string().min(1),
  at: z.iso.datetime(),
  state,
  kind: z.enum(changeKinds),
  machine: z.string().exactOptional(),
  description: z.string(),
  undo: z.record(z.string(), undoValue),
  found: z.string().exactOptional(),
});
const WithId = z.looseObject({ id: z.string().min(1) });
/** What became of it later. */
const MarkLine = z.object({
  id: z.string().min(1),
  at: z.iso.datetime(),
  state,
  found: z.string().exactOptional(),
});

/** Nothing is left to put back. `done` stays open: the change still stands and can be undone. */
export function isClosed(entry: JournalEntry): boolean {
  return entry.state === 'undone' || entry.state === 'failed';
}

/**
 * Newest state of every entry of a `journal.ndjson` text, oldest entry first, and the number of lines
 * that are no record: half a line after a crash, a mark without its entry, foreign text. `foreign` are those of them that
 * are whole objects with an id: a newer Fairlead may have written them, and needs them to undo what it did.
 */
export function foldJournal(text: string): {
  readonly entries: readonly JournalEntry[];
  readonly skipped: number;
  readonly foreign: readonly string[];
} {
  const entries = new Map<string, JournalEntry>();
  const foreign: string[] = [];
  let skipped = 0;
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const value = parsed(line);
    const whole = WholeLine.safeParse(value);
    if (whole.success) {
      entries.set(whole.data.id, whole.data);
      continue;
    }
    const mark = MarkLine.safeParse(value);
    const entry = mark.success ? entries.get(mark.data.id) : undefined;
    if (mark.success && entry !== undefined) {
      const { state: newState, found = entry.found } = mark.data;
      entries.set(entry.id, { ...entry, state: newState, ...(found === undefined ? {} : { found }) });
    } else {
      skipped += 1;
      if (WithId.safeParse(value).success) foreign.push(line);
    }
  }
  return { entries: [...entries.values()], skipped, foreign };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
