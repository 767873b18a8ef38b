/** A stage with the shipped daemon on it. */
import { ping } from '../stage/docker-client.ts';
import type { Stage, StageOptions } from '../stage/stage.ts';
import type { Stages } from './stages.ts';
import { Watched } from './watched.ts';

export interface SceneOptions {
  readonly stages: Stages;
  readonly stage: StageOptions;
}

const limitMs = 20_000;

export class Scene extends Watched implements AsyncDisposable {
  readonly stage: Stage;
  readonly #stages: Stages;

  static async open({ stages, stage: options }: SceneOptions): Promise<Scene> {
    const stage = await stages.start(options);
    const { socket } = await stage.startDaemon();
    const scene = new Scene(stage, stages);
    await scene.listen(socket);
    return scene;
  }

  private constructor(stage: Stage, stages: Stages) {
    super();
    this.stage = stage;
    this.#stages = stages;
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stages.end(this.stage);
  }
}
