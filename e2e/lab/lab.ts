import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import type { Server } from 'node:net';
import type { MadeMachine } from '../../app/testing/make-store.ts';
import type { Answer, CommandOptions } from './command.ts';
import { Daemon, type DaemonOptions } from './daemon.ts';
import type { Guest } from './guest.ts';
import { startGuard } from './guard.ts';
import { makeMachines, type LabMachine } from './machines.ts';
import { filterInterface, filterNothing, openMac, permitRoutes } from './mac-host.ts';
import { labNames, type LabNames } from './names.ts';
import type { Place } from './place.ts';
import { serveLines } from './lines.ts';
import { recorded, type Recorded } from '../stage/recorded.ts';
import { clear, writeState } from './state.ts';
import { VirtualBox } from './virtualbox.ts';
import { Strangers } from './strangers.ts';
import { fingerprint, tidy } from './tidy.ts';
import { Corporation } from './vpn.ts';
import { findProgram } from './needs.ts';
import { serveMacTools, writeMacTools } from './stand-ins/install.ts';

export type Platform = 'linux' | 'macos';

export interface LabOptions {
  readonly id?: string;
  /** Default: one machine named `default`, as docker-machine leaves it. */
  readonly machines?: readonly LabMachine[];
  /** Default: both ends of the situation; without, there is no VPN server and the lab is up sooner. */
  readonly vpn?: boolean;
}

/** The whole situation, standing; disposing of it takes everything down. */
export interface Lab extends AsyncDisposable {
  readonly names: LabNames;
  readonly mac: Place;
  readonly box: VirtualBox;
  readonly machines: ReadonlyMap<string, MadeMachine>;
  /** Throws when the lab was started without. */
  readonly vpn: Corporation;
  guest(name?: string): Guest;
  permission(granted: boolean): void;
  filter(on: boolean): Promise<void>;
  decoy(on: boolean): Promise<void>;
  /** Lines the decoy printed: who called, and what it was sent. */
  readonly decoyHeard: readonly string[];
  /** Another process of the Mac listens on 127.0.0.1:port; the result ends it. */
  holdPort(port: number): Promise<() => void>;
  /** What the shipped command answered on the Mac so far, standard output and errors. */
  readonly said: readonly string[];
  /** Runs a command on the Mac as its unprivileged user. */
  onMac(words: readonly string[], options?: CommandOptions): Promise<Answer>;
  /** The real docker CLI on the Mac, pointed at `host` with the store's client certificate. */
  docker(args: readonly string[], options?: DockerOptions): Promise<Answer>;
  userEnvironment(more?: NodeJS.ProcessEnv): NodeJS.ProcessEnv;
  startDaemon(options?: DaemonOptions): Promise<Daemon>;
  /**
   * Takes back what the last scenario did, its daemon having ended. False: something is not as it was, and
   * the next scenario needs a lab of its own.
   */
  isAsNew(): Promise<boolean>;
}

export interface DockerOptions {
  readonly machine?: string;
  /** `tcp://…`; default: the machine's guest address. */
  readonly host?: string;
  /** All of the environment, from `fairlead env`. */
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const names = labNames(options.id);
  if (existsSync(names.root)) throw new Error(`a lab named ${names.id} is there already`);
  const holders: Recorded[] = [];
  const cgroups: string[] = [];
  const owner = recorded(process.pid);
  const guard = startGuard(names);
  const save = (): void => writeState(names, { owner, holders, cgroups });
  const record = (pid: number): void => {
    holders.push(recorded(pid));
    save();
  };
  const recordGroups = (groups: readonly string[]): void => {
    cgroups.push(...groups);
    save();
  };
  for (const folder of [names.root, names.logs, names.nat, names.bin]) mkdirSync(folder, { recursive: true });
  chmodSync(names.root, 0o755);
  save();
  let server: Server | undefined;
  try {
    const mac = await openMac(names, record);
    const box = new VirtualBox({ names, mac, record, recordGroups });
    server = await serveLines(names.virtualBoxSocket, (words) => box.command(words));
    writeMacTools(names);
    const machines = await makeMachines(options.machines ?? [{ name: 'default' }], { names, mac, box });
    const [vpn] = await Promise.all([
      options.vpn === false ? undefined : Corporation.open(names, mac, record),
      ...[...machines.keys()].map((name) => box.start(name)),
    ]);
    const lab = new StandingLab({ names, mac, box, machines, vpn, server, guard });
    await Promise.all([...machines.keys()].map((name) => box.guest(name).untilEngineAnswers()));
    await lab.remember();
    return lab;
  } catch (error) {
    server?.close();
    await clear(names);
    guard.release();
    throw error;
  }
}

interface Parts {
  readonly names: LabNames;
  readonly mac: Place;
  readonly box: VirtualBox;
  readonly machines: ReadonlyMap<string, MadeMachine>;
  readonly vpn: Corporation | undefined;
  readonly server: Server;
  readonly guard: { release(): void };
}

class StandingLab implements Lab {
  readonly names: LabNames;
  readonly mac: Place;
  readonly box: VirtualBox;
  readonly machines: ReadonlyMap<string, MadeMachine>;
  readonly #strangers: Strangers;
  readonly #vpn: Corporation | undefined;
  readonly #server: Server;
  readonly #guard: { release(): void };
  #print: string | undefined;
  #macTools: Promise<void> | undefined;
  #said: string[] = [];

  constructor(parts: Parts) {
    this.names = parts.names;
    this.mac = parts.mac;
    this.box = parts.box;
    this.machines = parts.machines;
    this.#vpn = parts.vpn;
    this.#server = parts.server;
    this.#guard = parts.guard;
    this.#strangers = new Strangers(parts.mac);
  }

  get decoyHeard(): readonly string[] {
    return this.#strangers.heard;
  }

  get vpn(): Corporation {
    if (this.#vpn === undefined) throw new Error('this lab was started without a VPN');
    return this.#vpn;
  }

  guest(name = 'default'): Guest {
    return this.box.guest(name);
  }

  permission(granted: boolean): void {
    permitRoutes(this.names, granted);
  }

  async filter(on: boolean): Promise<void> {
    if (!on) return filterNothing(this.mac);
    for (const { name } of this.box.world.hostOnly.adapters) await filterInterface(this.mac, name);
  }

  decoy(on: boolean): Promise<void> {
    return this.#strangers.decoy(on, this.vpn.place);
  }

  holdPort(port: number): Promise<() => void> {
    return this.#strangers.holdPort(port);
  }

  async onMac(words: readonly string[], options: CommandOptions = {}): Promise<Answer> {
    const answer = await this.mac.command(words, {
      unprivileged: true,
      ...options,
      env: this.userEnvironment(options.env),
    });
    if (words.some((word) => /(^|\/)fairlead(\.js)?$/.test(word)))
      this.#said.push(answer.stdout, answer.stderr);
    return answer;
  }

  get said(): readonly string[] {
    return this.#said;
  }

  docker(args: readonly string[], options: DockerOptions = {}): Promise<Answer> {
    const machine = this.machines.get(options.machine ?? 'default')?.machine;
    const env = options.env ?? {
      DOCKER_TLS_VERIFY: '1',
      DOCKER_HOST: options.host ?? `tcp://${machine?.guestIp ?? ''}:2376`,
      DOCKER_CERT_PATH: machine?.directory ?? '',
    };
    return this.onMac([findProgram('docker') ?? 'docker', ...args], {
      env,
      timeoutMs: options.timeoutMs ?? 15_000,
    });
  }

  async startDaemon(options: DaemonOptions = {}): Promise<Daemon> {
    if (options.platform === 'macos') await (this.#macTools ??= serveMacTools(this.names, this.mac));
    return Daemon.start(this, options);
  }

  /** What a shell of the user has, and nothing of the environment the lab runs in. */
  userEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      HOME: this.names.home,
      TMPDIR: this.names.temporary,
      PATH: `${this.names.bin}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      FAIRLEAD_HOME: this.names.fairlead,
      LC_ALL: 'C',
      ...more,
    };
  }

  async remember(): Promise<void> {
    this.#print = await fingerprint(this);
  }

  async isAsNew(): Promise<boolean> {
    await this.#vpn?.disconnect();
    await this.#strangers.leave(this.#vpn?.place);
    await tidy(this);
    this.#said = [];
    return (await fingerprint(this)) === this.#print;
  }

  #places(): readonly Place[] {
    const vpn = this.#vpn === undefined ? [] : [this.#vpn.place];
    return [...this.box.places(), ...vpn, this.mac];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    // Waited for, so that nothing is left to clear(), which is for labs whose process was killed.
    await Promise.all(this.#places().map((place) => place.close()));
    await clear(this.names);
    this.#guard.release();
  }
}
