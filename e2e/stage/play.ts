/** A story in the making: the stage, the daemon on it, and the steps that must come true. */
import type { Happening, Snapshot } from '../../shared/snapshot.ts';
import type { StageDaemon } from './daemon.ts';
import { toldEvent, type StageEvent, type StepResult } from './event.ts';
import { follow } from './feed.ts';
import { News } from './news.ts';
import type { Stage } from './stage.ts';

/** Undefined when it is true; otherwise what is missing, in words. */
export type Condition = (play: Play) => Promise<string | undefined> | string | undefined;

export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

const defaultLimitMs = 10_000;
const lookAgainMs = 20;

export class Play {
  readonly stage: Stage;
  readonly steps: StepResult[] = [];
  #daemon: StageDaemon | undefined;
  #snapshot: Snapshot | undefined;
  readonly #happenings: Happening[] = [];
  readonly #startedAt = Date.now();
  readonly #tell: (event: StageEvent) => void;
  readonly #news = new News();
  #docker = '';

  constructor(stage: Stage, tell: (event: StageEvent) => void) {
    this.stage = stage;
    this.#tell = tell;
    stage.world.onChange((what) => {
      if (what !== '') this.tellWorld(what);
    });
  }

  get daemon(): StageDaemon {
    if (this.#daemon === undefined) throw new Error('the daemon has not been started');
    return this.#daemon;
  }

  /** The newest thing the daemon said; undefined until it has said something. */
  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Everything the daemon told on its timeline. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  tellWorld(text: string): void {
    this.#tell({ at: this.#now(), actor: 'world', text });
  }

  /** Told once in a step for every change of what the Docker client sees. */
  tellDocker(text: string, ok: boolean): void {
    if (text === this.#docker) return;
    this.#docker = text;
    this.#tell({ at: this.#now(), actor: 'docker', text, ok });
  }

  /** Starts the shipped daemon, or starts it again after a crash, and listens to what it tells. */
  async startDaemon(): Promise<void> {
    this.tellWorld('the daemon starts');
    const start = performance.now();
    let daemon: StageDaemon;
    try {
      daemon = await this.stage.startDaemon();
    } catch (error) {
      const ms = Math.round(performance.now() - start);
      return this.#end({ name: 'the daemon starts', ms, ok: false, why: (error as Error).message });
    }
    this.#daemon = daemon;
    await follow(daemon.socket, '/v1/watch', (value) => {
      this.#snapshot = value as Snapshot;
      this.#news.came();
    });
    await follow(daemon.socket, '/v1/timeline', (value) => {
      const happening = value as Happening;
      this.#happenings.push(happening);
      this.#tell(toldEvent(happening, this.#startedAt));
      this.#news.came();
    });
  }

  /** Waits until the condition is true; throws StepFailed when it is not within `limitMs`. */
  async step(name: string, condition: Condition, limitMs = defaultLimitMs): Promise<void> {
    this.#docker = '';
    const start = performance.now();
    let why = await condition(this);
    while (why !== undefined && performance.now() - start < limitMs) {
      await this.news(lookAgainMs);
      why = await condition(this);
    }
    this.#end({
      name,
      ms: Math.round(performance.now() - start),
      ok: why === undefined,
      ...(why === undefined ? {} : { why }),
    });
  }

  /** The condition must be true all the time for `ms` milliseconds. */
  async hold(name: string, ms: number, condition: Condition): Promise<void> {
    const start = performance.now();
    let why = await condition(this);
    while (why === undefined && performance.now() - start < ms) {
      await this.news(100);
      why = await condition(this);
    }
    this.#end({
      name,
      ms: Math.round(performance.now() - start),
      ok: why === undefined,
      ...(why === undefined ? {} : { why }),
    });
  }

  /** Resolves at the next word of the daemon, or after `ms`. */
  news(ms: number): Promise<void> {
    return this.#news.next(ms);
  }

  #end(result: StepResult): void {
    this.steps.push(result);
    this.#tell({ at: this.#now(), actor: 'step', ...result });
    if (!result.ok) throw new StepFailed(`${result.name}: ${result.why ?? 'it did not come true'}`);
  }

  #now(): number {
    return Date.now() - this.#startedAt;
  }
}
