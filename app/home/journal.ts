import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Change, Journal, JournalEntry, Log } from '../ports.ts';
import { writeAtomic } from './atomic.ts';
import { foldJournal, isClosed } from './journal-lines.ts';
import { NotRecorded } from './not-recorded.ts';
import { openOwnToAppend, readOwn } from './own-file.ts';

export interface JournalOptions {
  readonly file: string;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Bytes above which closed entries are dropped. Default 1 MiB. */
  readonly compactAboveBytes?: number;
}

/** Closed entries that survive a compaction, so that `what did it do yesterday` still has an answer. */
const closedKept = 200;

type End = 'done' | 'failed' | 'undone';

/**
 * `journal.ndjson`: one JSON object a line, only ever appended, on disk (fsync) before a promise resolves.
 * A line that a crash cut short is skipped by readers and closed off by the next write. One process
 * writes at a time: the daemon, or the command that found none.
 */
export class FileJournal implements Journal {
  readonly #options: JournalOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #reported = false;
  /** Ends that could not be written; they go before the next line that can. */
  #owed: object[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  async begin(change: Change): Promise<{ readonly id: string; end(state: End): Promise<void> }> {
    const id = randomUUID();
    const { kind, machine, description, undo } = change;
    const entry: JournalEntry = {
      id,
      at: this.#at(),
      state: 'begun',
      kind,
      ...(machine === undefined ? {} : { machine }),
      description,
      undo,
    };
    await this.#append(entry).catch((error: unknown) => {
      throw new NotRecorded(
        `nothing was done, because it could not be written down first: ${messageOf(error)}`,
        { cause: error },
      );
    });
    return { id, end: (state) => this.#end(id, state) };
  }

  async mark(id: string, state: End, found?: string): Promise<void> {
    await this.#append({ id, at: this.#at(), state, ...(found === undefined ? {} : { found }) });
  }

  async willUndo({ id, state }: Pick<JournalEntry, 'id' | 'state'>): Promise<void> {
    await this.#append({ id, at: this.#at(), state }).catch((error: unknown) => {
      throw new NotRecorded(
        `nothing was put back, because it could not be written down first: ${messageOf(error)}`,
        { cause: error },
      );
    });
  }

  /** The change is made already, so a disk that has become full must not make it look undone: the line is owed. */
  async #end(id: string, state: End): Promise<void> {
    const line = { id, at: this.#at(), state };
    await this.#append(line).catch((error: unknown) => {
      this.#owed.push(line);
      this.#options.log.warn(`the end of a change is not in the journal yet: ${messageOf(error)}`);
    });
  }

  entries(): Promise<readonly JournalEntry[]> {
    return this.#inTurn(async () => (await this.#read()).entries);
  }

  #at(): string {
    return new Date((this.#options.now ?? Date.now)()).toISOString();
  }

  /** One operation at a time, in the order asked; a failed one does not stop the next. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(act);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #append(line: object): Promise<void> {
    return this.#inTurn(async () => {
      const { file, log, compactAboveBytes = 1024 * 1024 } = this.#options;
      const text = [...this.#owed, line].map((each) => `${JSON.stringify(each)}\n`).join('');
      const handle = await openOwnToAppend(file);
      let size: number;
      try {
        ({ size } = await handle.stat());
        const last = Buffer.alloc(1);
        if (size > 0) await handle.read(last, 0, 1, size - 1);
        const isCut = size > 0 && last.toString() !== '\n';
        await handle.appendFile(isCut ? `\n${text}` : text);
        await handle.sync();
        this.#owed = [];
      } finally {
        await handle.close();
      }
      if (size + text.length <= compactAboveBytes) return;
      // The line is on disk already: a compaction that fails costs space, not the record.
      await this.#compact().catch((error: unknown) =>
        log.warn(`${file} could not be made shorter: ${String(error)}`),
      );
    });
  }

  async #read(): Promise<Pick<ReturnType<typeof foldJournal>, 'entries' | 'foreign'>> {
    const { file, log } = this.#options;
    let text: string;
    try {
      // Not through a link: whoever made one would choose what is undone.
      text = await readOwn(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], foreign: [] };
      throw error;
    }
    const { entries, skipped, foreign } = foldJournal(text);
    if (skipped > 0 && !this.#reported) {
      this.#reported = true;
      log.warn(`${file}: ${skipped} ${skipped === 1 ? 'line' : 'lines'} could not be read and was skipped`);
    }
    return { entries, foreign };
  }

  async #compact(): Promise<void> {
    const { file, log, compactAboveBytes = 1024 * 1024 } = this.#options;
    const { entries, foreign } = await this.#read();
    const closed = entries.filter(isClosed);
    const dropped = new Set(closed.slice(0, Math.max(0, closed.length - closedKept)));
    const kept = entries.filter((entry) => !dropped.has(entry));
    const text = [...kept.map((entry) => JSON.stringify(entry)), ...foreign]
      .map((line) => `${line}\n`)
      .join('');
    // Open entries alone may exceed the limit; rewriting the same bytes with every line helps nobody.
    const { size } = await stat(file);
    if (text.length > size - compactAboveBytes / 4) return;
    await writeAtomic(file, text, { mode: 0o600 });
    log.debug(`${file}: ${dropped.size} closed entries dropped`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
