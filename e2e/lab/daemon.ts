import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { endGroup, until, type Answer } from './command.ts';
import type { Lab, Platform } from './lab.ts';
import { macUser } from './names.ts';
import { request } from '../stage/feed.ts';

export interface DaemonOptions {
  /** Default: linux, the adapters that read the kernel directly. */
  readonly platform?: Platform;
  /** Settings beside those that lead to the lab's tools. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment beside the user's. */
  readonly env?: (lab: Lab) => NodeJS.ProcessEnv;
}

/** The shipped daemon, running on the lab's Mac as its unprivileged user. */
export class Daemon implements AsyncDisposable {
  /** What it printed so far. */
  readonly lines: readonly string[];
  readonly #lab: Lab;
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;

  private constructor(lab: Lab, child: ChildProcess, lines: readonly string[]) {
    this.#lab = lab;
    this.#child = child;
    this.lines = lines;
    // The process that entered the Mac may end before the daemon in it; the daemon's output does not.
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
  }

  static async start(lab: Lab, options: DaemonOptions): Promise<Daemon> {
    writeSettings(lab, options);
    const lines: string[] = [];
    const child = lab.mac.start([...fairleadWords(lab), 'daemon'], {
      unprivileged: true,
      env: lab.userEnvironment(options.env?.(lab)),
      line: (text) => void lines.push(text),
    });
    const daemon = new Daemon(lab, child, lines);
    let ended = false;
    void daemon.#closed.then(() => (ended = true));
    const socket = path.join(lab.names.fairlead, 'control.sock');
    await until('the daemon answers', 15_000, async () => {
      if (ended) throw new Error(`the daemon ended: ${lines.slice(-5).join(' / ')}`);
      return (await request(socket, '/v1/status').catch(() => undefined)) === undefined ? undefined : true;
    });
    return daemon;
  }

  /** Runs the shipped command on the Mac. */
  fairlead(args: readonly string[]): Promise<Answer> {
    return this.#lab.onMac([...fairleadWords(this.#lab), ...args]);
  }

  /** Stops it where it is, or lets it go on, as a computer that sleeps and wakes does. */
  freeze(frozen: boolean): void {
    endGroup(this.#child, frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** As kill -9 does. */
  async kill(): Promise<void> {
    endGroup(this.#child);
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    endGroup(this.#child, 'SIGTERM');
    const late = new Promise((resolve) => setTimeout(resolve, 10_000).unref());
    await Promise.race([this.#closed, late]);
    await this.kill();
  }
}

function fairleadWords(lab: Lab): readonly string[] {
  return [lab.names.node, path.join(lab.names.repository, 'dist/fairlead.js')];
}

/** Settings that lead Fairlead to the lab's tools and store. */
export function writeSettings(lab: Pick<Lab, 'names'>, options: DaemonOptions): void {
  const { names } = lab;
  const tool = (name: string): string => path.join(names.bin, name);
  const macos = {
    'tools.netstat': tool('netstat'),
    'tools.route': tool('route'),
    'tools.ifconfig': tool('ifconfig'),
    'tools.scutil': tool('scutil'),
  };
  const settings = {
    platform: options.platform ?? 'linux',
    stores: [names.store],
    'tools.vboxmanage': tool('VBoxManage'),
    ...(options.platform === 'macos' ? macos : {}),
    ...options.settings,
  };
  mkdirSync(names.fairlead, { recursive: true, mode: 0o700 });
  const file = path.join(names.fairlead, 'settings.json');
  writeFileSync(file, JSON.stringify(settings, undefined, 2));
  for (const owned of [names.fairlead, file]) chownSync(owned, macUser.uid, macUser.gid);
}
