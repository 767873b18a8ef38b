import { mkdirSync, writeFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import type { Lab } from '../lab.ts';

/** An image of this computer's own static busybox: no registry is asked. */
const smallImage = `
cd "$(mktemp -d)" && mkdir bin tmp && cp "$(command -v busybox)" bin/busybox &&
for name in sh sleep cat stty httpd; do ln -s busybox "bin/$name"; done &&
tar -c . | docker import - bb:1`;

export async function makeImages(lab: Lab): Promise<void> {
  await lab.guest().sh(smallImage);
}

export interface LoadReport {
  readonly versions: number;
  readonly lines: number;
  readonly builds: number;
  readonly loads: number;
  readonly failures: readonly string[];
  /** Milliseconds from the start of a call that failed, `version` only, to its end. */
  readonly slowestFailureMs: number;
  readonly slowestVersionMs: number;
}

/** What a developer does all day, all at once, with the real docker CLI. */
export class Load implements AsyncDisposable {
  readonly #lab: Lab;
  readonly #env: NodeJS.ProcessEnv;
  readonly #failures: string[] = [];
  readonly #counts = { versions: 0, builds: 0, loads: 0 };
  readonly #running: Promise<void>[] = [];
  #lines = 0;
  #slowestVersionMs = 0;
  #slowestFailureMs = 0;
  #ending = false;

  private constructor(lab: Lab, env: NodeJS.ProcessEnv) {
    this.#lab = lab;
    this.#env = env;
  }

  static async start(lab: Lab, env: NodeJS.ProcessEnv, megabytes = 200): Promise<Load> {
    const load = new Load(lab, env);
    const folder = path.join(lab.names.home, 'load');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, 'Dockerfile'),
      `FROM bb:1\nCOPY . /x\n${'RUN sleep 0.3\n'.repeat(10)}RUN rm -rf /x\n`,
    );
    if (!existsSync(path.join(folder, 'image.tar'))) {
      await lab
        .guest()
        .sh(
          `cd "$(mktemp -d)" && head -c ${megabytes}000000 /dev/urandom > blob && tar -c blob | docker import - blob:1 && docker save blob:1 > /tmp/image.tar`,
        );
    }
    await lab.docker([
      'run',
      '-d',
      '--name',
      'talks',
      'bb:1',
      '/bin/sh',
      '-c',
      'i=0; while :; do echo $i; i=$((i+1)); sleep 0.1; done',
    ]);
    load.#running.push(load.#versions(), load.#logs(), load.#builds(folder), load.#loads());
    return load;
  }

  /** Until a few more calls have been answered. */
  async someCalls(): Promise<void> {
    const until = this.#counts.versions + 5;
    const deadline = performance.now() + 10_000;
    while (this.#counts.versions < until && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async end(): Promise<LoadReport> {
    this.#ending = true;
    await this.#lab.docker(['kill', 'talks'], { env: this.#env });
    await Promise.all(this.#running);
    return {
      ...this.#counts,
      lines: this.#lines,
      failures: this.#failures,
      slowestFailureMs: Math.round(this.#slowestFailureMs),
      slowestVersionMs: Math.round(this.#slowestVersionMs),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ending) await this.end();
    await this.#lab
      .guest()
      .sh('docker rm -f talks; docker system prune -af > /dev/null')
      .catch(() => undefined);
  }

  async #versions(): Promise<void> {
    while (!this.#ending) {
      const began = performance.now();
      const answer = await this.#docker(['version', '-f', '{{.Server.Version}}']);
      const ms = performance.now() - began;
      this.#slowestVersionMs = Math.max(this.#slowestVersionMs, ms);
      this.#counts.versions += 1;
      if (answer.exitCode !== 0) {
        this.#slowestFailureMs = Math.max(this.#slowestFailureMs, ms);
        this.#failures.push(`version: ${answer.stderr.trim()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A line that is missing or twice is a broken stream, too. */
  async #logs(): Promise<void> {
    while (!this.#ending) {
      const { stdout, stderr, exitCode } = await this.#docker(['logs', '-f', 'talks']);
      const lines = stdout.trim().split('\n').map(Number);
      this.#lines = lines.length;
      if (lines.some((line, i) => line !== i)) this.#failures.push('logs -f: a line is missing');
      if (exitCode !== 0 || !this.#isEnding()) this.#failures.push(`logs -f ended: ${stderr.trim()}`);
    }
  }

  async #builds(folder: string): Promise<void> {
    while (!this.#ending) {
      const words = ['build', '-q', '--no-cache', '-t', 'built:1', folder];
      const answer = await this.#docker(words, { DOCKER_BUILDKIT: '0' });
      if (answer.exitCode === 0) this.#counts.builds += 1;
      else this.#failures.push(`build: ${answer.stderr.trim()}`);
    }
  }

  async #loads(): Promise<void> {
    while (!this.#ending) {
      const { stdout, stderr, exitCode } = await this.#lab.onMac(
        ['sh', '-c', 'docker save blob:1 | docker load -q'],
        { env: this.#env, timeoutMs: 120_000 },
      );
      if (exitCode === 0 && stdout.includes('blob')) this.#counts.loads += 1;
      else this.#failures.push(`load: ${stderr.trim()}`);
    }
  }

  /** A call of its own: the checker takes what it saw before a wait for what is after it. */
  #isEnding(): boolean {
    return this.#ending;
  }

  #docker(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    return this.#lab.docker(args, { env: { ...this.#env, ...env }, timeoutMs: 600_000 });
  }
}
