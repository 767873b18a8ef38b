/** A lab with the shipped daemon in it. */
import path from 'node:path';
import type { Daemon, DaemonOptions } from '../../lab/daemon.ts';
import type { Lab, LabOptions } from '../../lab/lab.ts';
import { Watched } from '../watched.ts';
import type { Labs } from './labs.ts';
import { epochNow, RouteMoments } from './route-moments.ts';

export interface LabSceneOptions {
  readonly labs: Labs;
  readonly lab?: LabOptions;
  readonly daemon?: DaemonOptions;
  readonly mayChangeRoutes?: boolean;
}

const limitMs = 20_000;

export class LabScene extends Watched implements AsyncDisposable {
  readonly lab: Lab;
  readonly daemon: Daemon;
  readonly moments: RouteMoments;
  readonly #labs: Labs;

  static async open({ labs, lab: options, daemon, mayChangeRoutes }: LabSceneOptions): Promise<LabScene> {
    const lab = await labs.start(options ?? {});
    lab.permission(mayChangeRoutes ?? true);
    const scene = new LabScene(labs, { lab, daemon: await lab.startDaemon(daemon) });
    await scene.listen(path.join(lab.names.fairlead, 'control.sock'));
    return scene;
  }

  private constructor(labs: Labs, { lab, daemon }: { readonly lab: Lab; readonly daemon: Daemon }) {
    super();
    this.#labs = labs;
    this.lab = lab;
    this.daemon = daemon;
    this.moments = new RouteMoments(lab.mac);
  }

  /** Resolves when the docker CLI gets an answer from the address the daemon names, on that kind of path. */
  async answers(kind: 'direct' | 'forward'): Promise<void> {
    const end = performance.now() + limitMs;
    while (performance.now() < end) {
      await this.says(`Docker is reached by the ${kind} path`, (machine) => machine.path === kind);
      if (await dockerAnswers(this.lab, this.machine.dockerHost ?? '')) return;
    }
    throw new Error(`Docker did not answer over the ${kind} path`);
  }

  /** When the VPN took the network, in milliseconds since the epoch; resolves after the VPN is up. */
  async hijack(): Promise<{ readonly at: number; readonly heard: Promise<number> }> {
    this.moments.clear();
    const heard = this.says('the route is not its own', ({ route }) => route.kind !== 'own').then(epochNow);
    heard.catch(() => undefined);
    void this.lab.vpn.connect('whole-network').catch(() => undefined);
    return { at: await this.moments.first('192.168.99.0/24', 'utun0'), heard };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.moments.close();
    await this.daemon[Symbol.asyncDispose]();
    await this.#labs.end(this.lab);
  }
}

export async function dockerAnswers(lab: Lab, host: string): Promise<boolean> {
  const { exitCode } = await lab.docker(['version', '--format', '{{.Server.Version}}'], {
    host,
    timeoutMs: 1500,
  });
  return exitCode === 0;
}
