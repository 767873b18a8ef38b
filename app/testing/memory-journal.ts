import type { Change, Journal, JournalEntry } from '../ports.ts';

/** `Journal` in memory, with the entries for a test to look at. */
export class MemoryJournal implements Journal {
  readonly all: JournalEntry[] = [];

  begin(change: Change): ReturnType<Journal['begin']> {
    const id = `change-${this.all.length + 1}`;
    this.all.push({ id, at: '2026-01-01T00:00:00.000Z', state: 'begun', ...change });
    return Promise.resolve({ id, end: (state) => this.mark(id, state) });
  }

  mark(id: string, state: 'done' | 'failed' | 'undone', found?: string): Promise<void> {
    const index = this.all.findIndex((entry) => entry.id === id);
    const entry = this.all[index];
    if (entry === undefined) return Promise.reject(new Error(`there is no entry ${id}`));
    this.all[index] = { ...entry, state, ...(found === undefined ? {} : { found }) };
    return Promise.resolve();
  }

  willUndo(): Promise<void> {
    return Promise.resolve();
  }

  entries(): Promise<readonly JournalEntry[]> {
    return Promise.resolve([...this.all]);
  }
}
