/**
 * A stage with the shipped daemon on it, watched through its own feed. Times are taken when something is
 * heard, never by looking again and again.
 */
import type { Happening, MachineView, Snapshot } from '../../shared/snapshot.ts';
import { ping } from '../stage/docker-client.ts';
import { follow } from '../stage/feed.ts';
import type { Stage, StageOptions } from '../stage/stage.ts';
import type { Stages } from './stages.ts';

export interface SceneOptions {
  readonly stages: Stages;
  readonly stage: StageOptions;
}

const limitMs = 20_000;
/** A VPN comes after minutes of quiet, not in the moment the daemon has ended a look. */
const restMs = 1500;

export class Scene implements AsyncDisposable {
  readonly stage: Stage;
  readonly happenings: Happening[] = [];
  readonly #stages: Stages;
  readonly #waiting = new Set<() => void>();
  #snapshot: Snapshot | undefined;

  static async open({ stages, stage: options }: SceneOptions): Promise<Scene> {
    const stage = await stages.start(options);
    const { socket } = await stage.startDaemon();
    const scene = new Scene(stage, stages);
    await follow(socket, '/v1/watch', (value) => {
      scene.#snapshot = value as Snapshot;
      for (const heard of [...scene.#waiting]) heard();
    });
    await follow(socket, '/v1/timeline', (value) => scene.happenings.push(value as Happening));
    return scene;
  }

  private constructor(stage: Stage, stages: Stages) {
    this.stage = stage;
    this.#stages = stages;
  }

  /** Resolves as soon as the daemon says this of the first machine. Throws after a long while, saying what it waited for. */
  async says(what: string, is: (machine: MachineView, snapshot: Snapshot) => boolean): Promise<void> {
    const end = performance.now() + limitMs;
    while (!this.#holds(is)) {
      const left = end - performance.now();
      if (left <= 0)
        throw new Error(`"${what}" did not come true; the daemon said: ${this.#snapshot?.sentence ?? ''}`);
      await this.#news(left);
    }
  }

  /** The same, and then some time in which nothing happens. */
  async rests(what: string, is: (machine: MachineView, snapshot: Snapshot) => boolean): Promise<void> {
    await this.says(what, is);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    await this.says(what, is);
  }

  /** Resolves when Docker answers a client that was told the address the daemon names, on that kind of path. */
  async answers(path: 'direct' | 'forward'): Promise<void> {
    const end = performance.now() + limitMs;
    while (performance.now() < end) {
      await this.says(`Docker is reached by the ${path} path`, (machine) => machine.path === path);
      if (await this.dockerAnswers(this.machine.dockerHost ?? '')) return;
    }
    throw new Error(`Docker did not answer over the ${path} path`);
  }

  async dockerAnswers(dockerHost: string): Promise<boolean> {
    const [machine] = this.stage.machines;
    const { proxyPort } = this.stage;
    const certPath = machine?.made.machine.directory ?? '';
    const answer = await ping({ dockerHost, certPath, proxyPort, timeoutMs: 1000 });
    return answer.kind === 'answers';
  }

  get machine(): MachineView {
    const machine = this.#snapshot?.machines[0];
    if (machine === undefined) throw new Error('the daemon does not know the machine');
    return machine;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stages.end(this.stage);
  }

  #holds(is: (machine: MachineView, snapshot: Snapshot) => boolean): boolean {
    const machine = this.#snapshot?.machines[0];
    return machine !== undefined && this.#snapshot !== undefined && is(machine, this.#snapshot);
  }

  #news(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#waiting.add(done);
    });
  }
}
