import type { Snapshot } from '../../../shared/snapshot.ts';
import type { JournalEntry } from '../../ports.ts';
import type { UndoParts } from '../undo/plan.ts';
import type { Found } from './found.ts';
import { lookAfter } from './look-after.ts';

/** Pauses before what could not be looked at is looked at again although nothing has changed. */
const againMs = [5000, 15_000, 60_000, 300_000] as const;

const ends = { made: 'done', 'not-made': 'failed', 'put-back': 'undone' } as const;

/**
 * Looks after changes that a crash cut in two: the journal has their beginning and no end. What they touched is read
 * from the world, never guessed, and finished or taken back; the journal says what was found. What cannot be looked
 * at now (a machine that is off, or too busy to answer) stays open and is looked at again when its machine changes, and
 * after a pause. A crash in the middle of this leaves the same entries for the next start.
 */
export class Recovery {
  readonly #parts: UndoParts;
  #left: readonly string[] = [];
  #running: Promise<void> = Promise.resolve();
  readonly #said = new Map<string, string>();
  #machines = '';
  #looks = 0;
  #cancel: () => void = () => undefined;
  #stopped = false;

  constructor(parts: UndoParts) {
    this.#parts = parts;
  }

  /** Notes what an earlier process left, before this one begins changes of its own. Never throws. */
  async begin(): Promise<void> {
    const { hands } = this.#parts;
    try {
      this.#left = (await hands.journal.entries()).filter(isLeftOver).map(({ id }) => id);
    } catch (error) {
      hands.log.warn(`the journal could not be looked through: ${messageOf(error)}`);
    }
  }

  /** Looks at everything that is left; one run at a time. Never throws. */
  run(): Promise<void> {
    this.#running = this.#running.then(() => this.#lookAtAll()).then(() => this.#again());
    return this.#running;
  }

  /** Looks at nothing more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** A machine that was off may be back. */
  follow({ machines }: Snapshot): void {
    if (this.#left.length === 0) return;
    const print = JSON.stringify(
      machines.map(({ name, state, direct, forward, working }) => [
        name,
        state,
        direct.kind,
        forward.kind,
        working === undefined,
      ]),
    );
    if (print === this.#machines) return;
    this.#machines = print;
    void this.run();
  }

  #again(): void {
    this.#cancel();
    if (this.#stopped || this.#left.length === 0) return;
    const pauseMs = againMs[Math.min(this.#looks, againMs.length - 1)] ?? 300_000;
    this.#looks += 1;
    this.#cancel = this.#parts.hands.clock.after(pauseMs, () => void this.run());
  }

  async #lookAtAll(): Promise<void> {
    if (this.#stopped) return;
    const { journal, log } = this.#parts.hands;
    try {
      const all = await journal.entries();
      // The newest first: what an older change was about may have been changed by a later one.
      const left = all.filter((entry) => this.#left.includes(entry.id) && isLeftOver(entry)).toReversed();
      this.#left = left.map(({ id }) => id);
      for (const entry of left) await this.#lookAt(entry, all);
    } catch (error) {
      log.warn(`the journal could not be looked through: ${messageOf(error)}`);
    }
  }

  async #lookAt(entry: JournalEntry, all: readonly JournalEntry[]): Promise<void> {
    const { journal, log } = this.#parts.hands;
    const found = await lookAfter({ parts: this.#parts, entry, all }).catch((error: unknown): Found => ({
      kind: 'open',
      text: messageOf(error),
    }));
    // Somebody who undid it meanwhile has had the last word.
    const entries = await journal.entries();
    if (!entries.some((one) => one.id === entry.id && isLeftOver(one))) return;
    if (found.kind !== 'open') {
      await journal.mark(entry.id, ends[found.kind], found.text);
      this.#left = this.#left.filter((id) => id !== entry.id);
    }
    if (this.#said.get(entry.id) === found.text) return;
    this.#said.set(entry.id, found.text);
    // A port of a process that is gone closed with it; that is no news.
    const say = entry.kind === 'published-port' ? log.debug.bind(log) : log.warn.bind(log);
    say(`an earlier daemon ended during: ${entry.description}; ${words[found.kind]}: ${found.text}`);
  }
}

const words: { readonly [K in Found['kind']]: string } = {
  made: 'it stands',
  'not-made': 'it was not made',
  'put-back': 'it was taken back',
  open: 'looked at again later',
};

/** A port is closed with the process that opened it, so an entry that says otherwise is left over as well. */
function isLeftOver({ kind, state }: JournalEntry): boolean {
  return state === 'begun' || (kind === 'published-port' && state === 'done');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
