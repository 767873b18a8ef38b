import type { Change, Journal, JournalEntry } from '../../app/ports.ts';
import { Remembered } from '../../app/reconcile/remembered.ts';
import { silentLog } from '../../app/testing/silent-log.ts';

/** What outlives a daemon, without a disk: real files would take real time, of which the test's clock knows nothing. */
export class WildMemory extends Remembered {
  readonly #takesBack = new Map<string, number>();

  constructor() {
    super('/nowhere/memory.json', silentLog);
  }

  override takesRoutesBack(vpn: string, now: number): boolean {
    const since = this.#takesBack.get(vpn);
    return since !== undefined && now - since < 30 * 86_400_000;
  }

  override noteTakesBack(vpn: string, now: number): Promise<void> {
    if (vpn !== '' && vpn !== 'a VPN') this.#takesBack.set(vpn, now);
    return Promise.resolve();
  }

  override noteLeavesAlone(vpn: string): Promise<void> {
    this.#takesBack.delete(vpn);
    return Promise.resolve();
  }
}

export class WildJournal implements Journal {
  readonly all: JournalEntry[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  begin(change: Change): ReturnType<Journal['begin']> {
    const id = String(this.all.length);
    const at = new Date(this.#now()).toISOString();
    this.all.push({ ...change, id, at, state: 'begun' });
    return Promise.resolve({ id, end: (state) => this.mark(id, state) });
  }

  entries(): Promise<readonly JournalEntry[]> {
    return Promise.resolve([...this.all]);
  }

  mark(id: string, state: 'done' | 'failed' | 'undone'): Promise<void> {
    const entry = this.all[Number(id)];
    if (entry !== undefined) this.all[Number(id)] = { ...entry, state };
    return Promise.resolve();
  }

  willUndo(): Promise<void> {
    return Promise.resolve();
  }
}
