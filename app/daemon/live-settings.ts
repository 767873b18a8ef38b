import type { SettingChange } from '../../shared/control/change-words.ts';
import type { Settings, SettingKey } from '../../shared/settings.ts';
import type { Home } from '../home/home.ts';
import { readSettings, type SettingsReading } from '../home/settings-file.ts';
import { readSettingsHistory } from '../home/settings-history.ts';
import {
  differingKeys,
  isStored,
  noteHandEdits,
  storeSetting,
  type WantedSetting,
} from '../home/settings-store.ts';
import { SettingsWatch } from '../home/settings-watch.ts';
import type { Log } from '../ports.ts';

export interface LiveSettingsOptions {
  readonly home: Home;
  readonly log: Log;
  /** As read at the start; this very object follows the file from then on. */
  readonly settings: Settings;
  readonly now: () => number;
}

type Listener = (changed: readonly SettingKey[]) => void | Promise<void>;

/**
 * The settings of a running daemon. Everybody holds the same object and reads it when it matters; whoever built
 * something out of a value listens. The file is read again when it changes, by whose hand ever; what cannot be used
 * of it leaves the last good value in place.
 */
export class LiveSettings {
  readonly settings: Settings;
  readonly #options: LiveSettingsOptions;
  readonly #watch: SettingsWatch;
  readonly #listeners = new Set<Listener>();
  #queue: Promise<unknown> = Promise.resolve();
  #problem: string | undefined;
  #stopped = false;

  constructor(options: LiveSettingsOptions) {
    this.#options = options;
    this.settings = { ...options.settings };
    this.#watch = new SettingsWatch({ file: options.home.settings, poke: () => void this.reread() });
  }

  /** What is wrong with the file, in words; undefined when nothing is. */
  get problem(): string | undefined {
    return this.#problem;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows the file from now on; what was edited while no daemon ran goes into the history. */
  async start(): Promise<void> {
    await this.#watch.start();
    await this.reread();
  }

  /** Resolves when a look that was under way has ended; later edits are the next daemon's to take and to note. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#watch.stop();
    await this.#queue;
  }

  reread(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#stopped) await this.#take();
    });
  }

  /** Changes one setting in the file, and has it apply before this resolves. Throws FailureError. */
  change(wanted: WantedSetting): Promise<Pick<SettingChange, 'before' | 'after'>> {
    return this.#inTurn(async () => {
      const stored = await storeSetting(this.#options.home, wanted, this.#options.now());
      await this.#take();
      return stored;
    });
  }

  /** Whether the file has this value already. Throws FailureError. */
  has(wanted: WantedSetting): Promise<boolean> {
    return this.#inTurn(() => isStored(this.#options.home, wanted));
  }

  history(): Promise<readonly SettingChange[]> {
    return this.#inTurn(() => readSettingsHistory(this.#options.home.settingsHistory));
  }

  async #take(): Promise<void> {
    const { home, log, now } = this.#options;
    const reading = await readSettings(home.settings, { ...this.settings });
    await this.#note(reading, now());
    const hadProblem = this.#problem;
    this.#problem = reading.kind === 'mistaken' ? reading.reason : undefined;
    if (this.#problem !== undefined && this.#problem !== hadProblem) log.warn(this.#problem);
    const changed = differingKeys(this.settings, reading.settings);
    if (changed.length > 0) {
      Object.assign(this.settings, reading.settings);
      log.info(
        `settings: ${changed.map((key) => `${key} is ${JSON.stringify(this.settings[key])}`).join(', ')}`,
      );
    }
    if (changed.length === 0 && this.#problem === hadProblem) return;
    for (const listener of this.#listeners) await listener(changed);
  }

  async #note(reading: SettingsReading, now: number): Promise<void> {
    const { home, log } = this.#options;
    // The history is for people; a disk that is full must not keep a setting from applying.
    await noteHandEdits(home, reading, now).catch((error: unknown) =>
      log.warn(`${home.settingsHistory} could not be written: ${String(error)}`),
    );
  }

  /** One reading or change at a time, in the order asked. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(act);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }
}
