export const changeKinds = [
  'route',
  'nat-rule',
  'guest-certificate',
  'store-file',
  'host-address',
  'docker-context',
  'settings',
  'sudoers',
  'published-port',
  'guest-file',
  'file-mode',
  'guest-clock',
  'engine-start',
  'guest-ca',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A change to the Mac, the VM, the guest or the store, written down before it is made. */
export interface Change {
  readonly kind: ChangeKind;
  readonly machine?: string;
  /** One sentence: "add NAT rule fairlead-docker 127.0.0.1:2376 -> 2376". */
  readonly description: string;
  /** What was there before, and what is needed to put it back. Never key material. */
  readonly undo: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
}

export interface JournalEntry extends Change {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly state: 'begun' | 'done' | 'failed' | 'undone';
  /** What was found when somebody looked after a change that a crash had cut in two. */
  readonly found?: string;
}

/** `journal.ndjson`: the record of every change, from which it is undone. */
export interface Journal {
  /** Writes the change to disk (fsync) and only then resolves. */
  begin(
    change: Change,
  ): Promise<{ readonly id: string; readonly end: (state: 'done' | 'failed' | 'undone') => Promise<void> }>;
  /** Newest state of every entry, oldest first; unreadable lines are skipped and reported once to the log. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Marks an earlier entry; `found` says in words what was seen. */
  mark(id: string, state: 'done' | 'failed' | 'undone', found?: string): Promise<void>;
  /**
   * Before an undo changes anything: writes down once more what the entry says already. Throws NotRecorded when that
   * cannot be done, for then its end could not be written either.
   */
  willUndo(entry: Pick<JournalEntry, 'id' | 'state'>): Promise<void>;
}
