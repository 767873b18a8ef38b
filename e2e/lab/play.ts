import path from 'node:path';
import type { Happening, Snapshot } from '../../shared/snapshot.ts';
import { toldEvent, type StageEvent, type StepResult } from '../stage/event.ts';
import { follow, request } from '../stage/feed.ts';
import type { Daemon, DaemonOptions } from './daemon.ts';
import type { DockerOptions, Lab } from './lab.ts';

/** Undefined when it is true; otherwise what is missing, in words. */
export type Condition = () => Promise<string | undefined> | string | undefined;

export class StepFailed extends Error {
  override readonly name = 'StepFailed';
}

/** What happens in a lab with the daemon running: steps that must come true, told as the demo tells them. */
export class Play implements AsyncDisposable {
  readonly lab: Lab;
  readonly steps: StepResult[] = [];
  readonly happenings: Happening[] = [];
  /** Every daemon that was started, the ended ones too. */
  readonly daemons: Daemon[] = [];
  readonly #tell: (event: StageEvent) => void;
  readonly #startedAt = Date.now();
  #daemon: Daemon | undefined;
  #close: (() => void) | undefined;
  /** `fairlead env` starts a program; as long as the daemon says nothing new, its answer is the same. */
  #lastEnvironment: { readonly key: string; readonly env: NodeJS.ProcessEnv } | undefined;

  constructor(lab: Lab, tell: (event: StageEvent) => void = () => undefined) {
    this.lab = lab;
    this.#tell = tell;
  }

  get daemon(): Daemon {
    if (this.#daemon === undefined) throw new Error('the daemon has not been started');
    return this.#daemon;
  }

  get #socket(): string {
    return path.join(this.lab.names.fairlead, 'control.sock');
  }

  /** Starts the daemon, or starts it again, and listens to what it tells. */
  async startDaemon(options?: DaemonOptions): Promise<void> {
    this.#daemon = await this.lab.startDaemon(options);
    this.daemons.push(this.#daemon);
    this.#lastEnvironment = undefined;
    this.world('the daemon runs');
    this.#close = await follow(this.#socket, '/v1/timeline', (value) => {
      const happening = value as Happening;
      this.happenings.push(happening);
      this.#tell(toldEvent(happening, this.#startedAt));
    });
  }

  async snapshot(): Promise<Snapshot> {
    return (await request(this.#socket, '/v1/status')) as Snapshot;
  }

  world(text: string): void {
    this.#tell({ at: this.#now(), actor: 'world', text });
  }

  /** The same, asked again only after the daemon has published something else. */
  async #environmentNow(machine: string, revision: number): Promise<NodeJS.ProcessEnv> {
    const key = `${machine} ${revision}`;
    if (this.#lastEnvironment?.key !== key)
      this.#lastEnvironment = { key, env: await this.environment(machine) };
    return this.#lastEnvironment.env;
  }

  /** What `fairlead env` says now, as a shell would have it after the eval. */
  async environment(machine = 'default'): Promise<NodeJS.ProcessEnv> {
    const answer = await this.daemon.fairlead(['env', machine, '--shell', 'sh']);
    const lines = answer.stdout.matchAll(/^export ([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(\S*))$/gm);
    return Object.fromEntries([...lines].map(([, key, a, b, c]) => [key ?? '', a ?? b ?? c ?? '']));
  }

  /**
   * True when the real docker CLI gets an answer with what `fairlead env` says; with `through`, when that
   * path is what the daemon goes by, and for the direct one when the CLI gets an answer there too.
   */
  dockerAnswers(options: DockerOptions & { readonly through?: 'direct' | 'forward' } = {}): Condition {
    const { through, machine = 'default' } = options;
    const version = ['version', '--format', '{{.Server.Version}}'];
    return async () => {
      const { machines, revision } = await this.snapshot();
      const view = machines.find(({ name }) => name === machine);
      if (through !== undefined && view?.path !== through) return `the path is ${view?.path ?? 'unknown'}`;
      const env = await this.#environmentNow(machine, revision);
      const shell = await this.lab.docker(version, { timeoutMs: 1500, machine, env });
      if (shell.exitCode !== 0)
        return `docker with ${env['DOCKER_HOST'] ?? 'nothing'}: ${shell.stderr.trim()}`;
      if (through !== 'direct') return undefined;
      const host = `tcp://${view?.guestIp ?? ''}:2376`;
      const straight = await this.lab.docker(version, { timeoutMs: 1500, machine, host });
      return straight.exitCode === 0 ? undefined : `docker with ${host}: ${straight.stderr.trim()}`;
    };
  }

  /** True when the kernel sends packets for the address into this interface. */
  kernelUses(name: string, address = '192.168.99.100'): Condition {
    return async () => {
      const { stdout, stderr } = await this.lab.mac.command(['ip', 'route', 'get', address]);
      return stdout.includes(`dev ${name} `) ? undefined : `the kernel says: ${(stdout || stderr).trim()}`;
    };
  }

  /** Waits until the condition is true; throws StepFailed when it is not within `limitMs`. */
  async step(name: string, condition: Condition, limitMs = 10_000): Promise<void> {
    const start = performance.now();
    let why = await condition();
    while (why !== undefined && performance.now() - start < limitMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      why = await condition();
    }
    this.#end(name, { since: start, why });
  }

  /** The condition must be true all the time for `ms` milliseconds. */
  async hold(name: string, ms: number, condition: Condition): Promise<void> {
    const start = performance.now();
    let why = await condition();
    while (why === undefined && performance.now() - start < ms) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      why = await condition();
    }
    this.#end(name, { since: start, why });
  }

  async stopDaemon(): Promise<void> {
    this.#close?.();
    await this.#daemon?.[Symbol.asyncDispose]();
    this.#daemon = undefined;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stopDaemon();
  }

  #end(name: string, { since, why }: { readonly since: number; readonly why: string | undefined }): void {
    const result: StepResult = {
      name,
      ms: Math.round(performance.now() - since),
      ok: why === undefined,
      ...(why === undefined ? {} : { why }),
    };
    this.steps.push(result);
    this.#tell({ at: this.#now(), actor: 'step', ...result });
    if (why !== undefined) throw new StepFailed(`${name}: ${why}`);
  }

  #now(): number {
    return Date.now() - this.#startedAt;
  }
}
