import { rmdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import type { MachineView } from '../../shared/snapshot.ts';
import type { Home } from '../home/home.ts';
import type { Clock, Log, Reach } from '../ports.ts';
import { hasLostRiders } from './dead-way.ts';
import { Lines } from './lines.ts';
import { sameWay, type Plan, type Way } from './plan.ts';
import { reachEngine, type PlanSource } from './reach-engine.ts';
import { refuse } from './refuse.ts';
import { Ride, type Carried } from './ride.ts';
import { listenAt, type SocketFile } from './socket-file.ts';
import type { Usage } from './usage.ts';
import { watchReady } from './watch-ready.ts';

export interface EndpointOptions {
  readonly home: Home;
  readonly clock: Clock;
  readonly log: Log;
  readonly reach: Reach;
  readonly usage: Usage;
  /** Something was found that the loop may not know yet. */
  readonly poke: (reason: string) => void;
  /** So many bytes pass, either way. */
  readonly passed?: (bytes: number) => void;
}

/** A client has a line or a sentence before a second is over: some of it is the client's own. */
const limitMs = 900;
/** One machine's socket, and everything that is carried to that machine. */
export class MachineEndpoint implements PlanSource {
  readonly file: string;
  readonly #name: string;
  readonly #options: EndpointOptions;
  readonly #lines: Lines;
  readonly #carried = new Set<Carried>();
  readonly #clients = new Set<Socket>();
  #plan: Plan;
  /** Since when there is no way, while there is none. */
  #lackedAt: number;
  #news = once();
  #socket: SocketFile | undefined;
  #problem: string | undefined;
  #listening: Promise<void> | undefined;
  #stopped = false;

  constructor(plan: Plan, options: EndpointOptions) {
    this.#plan = plan;
    this.#name = plan.machine.name;
    this.#options = options;
    this.#lackedAt = options.clock.monotonic();
    this.#lines = new Lines(options.reach, options.clock);
    this.file = options.home.machineSocket(this.#name);
  }

  get plan(): Plan {
    return this.#plan;
  }

  changed(): Promise<void> {
    return this.#news.promise;
  }

  get view(): NonNullable<MachineView['endpoint']> {
    return {
      socket: this.file,
      carriedBy: this.#plan.ways[0]?.kind ?? 'none',
      connections: this.#clients.size,
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  get isInUse(): boolean {
    return this.#clients.size > 0 || this.#options.usage.isRecent(this.#name);
  }

  /** What the newest look found: new connections go by it at once, and those on a dead way are ended. */
  update(plan: Plan): void {
    if (plan.ways.length > 0 || this.#plan.ways.length > 0) this.#lackedAt = this.#options.clock.monotonic();
    this.#plan = plan;
    this.#lines.keep(plan.ways);
    const news = this.#news;
    this.#news = once();
    news.happen();
    this.#endTheDead();
    void this.ensure();
  }

  /** Listens when nobody does: at the start, and when the file was removed. */
  ensure(): Promise<void> {
    this.#listening ??= this.#listen().finally(() => (this.#listening = undefined));
    return this.#listening;
  }

  /** Something that is carried to this machine and is to be ended with its way. */
  carries(carried: Carried): void {
    this.#carried.add(carried);
    void carried.isOver.then(() => this.#carried.delete(carried));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#listening;
    this.#lines.stop();
    for (const carried of this.#carried) carried.end('Fairlead is ending');
    for (const client of this.#clients) client.destroy();
    await this.#socket?.close();
  }

  /** Its machine is gone, and so is its folder, unless something else lies in it or a machine of the name `isBack`. */
  async leave(isBack: () => boolean): Promise<void> {
    await this.stop();
    if (isBack()) return;
    try {
      rmdirSync(path.dirname(this.file));
    } catch (error) {
      this.#options.log.debug(`${this.file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #listen(): Promise<void> {
    if (this.#stopped || this.#socket?.isThere() === true) return;
    const { home, log } = this.#options;
    const folder = path.dirname(this.file);
    try {
      if (this.#socket !== undefined) log.warn(`${this.file} was removed, and is made anew`);
      await this.#socket?.close();
      this.#socket = undefined;
      const listening = await listenAt({
        file: this.file,
        folders: [home.root, path.dirname(folder), folder],
        onConnection: (client) => this.#take(client),
        onChange: () => void this.ensure(),
      });
      if (listening.kind === 'listening') this.#socket = listening.socket;
      this.#note(listening.kind === 'refused' ? listening.reason : undefined);
    } catch (error) {
      this.#note(error instanceof Error ? error.message : String(error));
    }
  }

  #note(problem: string | undefined): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    if (problem !== undefined) this.#options.log.warn(`no endpoint for ${this.#name}: ${problem}`);
    this.#options.poke(
      `the endpoint of ${this.#name} ${problem === undefined ? 'listens' : 'does not listen'}`,
    );
  }

  #take(client: Socket): void {
    this.#options.usage.note(this.#name);
    this.#clients.add(client);
    // Until it is carried: a client that leaves early must not end the process.
    client.on('error', () => undefined);
    client.once('close', () => this.#clients.delete(client));
    void this.#serve(client);
  }

  async #serve(client: Socket): Promise<void> {
    const { clock, poke, log, reach, passed } = this.#options;
    const missed = (way: Way, reason: string): void => {
      log.debug(`${this.#name}: the ${way.kind} path did not open: ${reason}`);
      poke(`a client of ${this.#name} found the ${way.kind} path closed`);
    };
    const reached = await reachEngine({
      source: this,
      open: (way, { plan, timeoutMs }) => this.#lines.take(plan.machine, way, timeoutMs),
      clock,
      limitMs,
      lackedMs: () => (this.#plan.ways.length > 0 ? 0 : clock.monotonic() - this.#lackedAt),
      isAlive: (way, since) =>
        this.#lines.hasOpened(way, since) || (way.kind === 'tunnel' && reach.isComingUp(this.#plan.machine)),
      missed,
    });
    if (reached.kind === 'none') return refuse(client, reached.sentence, clock);
    const { line, way } = reached;
    if (client.destroyed) return void line.destroy();
    const ride = new Ride({ client, line, way, clock, passed, again: () => void this.#serve(client) });
    this.carries(ride);
    if (!reached.wasReady) return;
    const lost = (): void => {
      missed(way, 'it carries no packets');
      ride.end(lostSentence(this.#name, way));
    };
    watchReady({ ride, plan: () => this.#plan, reach, clock, lost });
  }

  /** A way that was not verified may be slow only; whoever rides it stays when packets still pass. */
  #endTheDead(): void {
    const lost = [...this.#carried].filter(({ way }) => !this.#plan.ways.some((one) => sameWay(one, way)));
    const ways = lost
      .map(({ way }) => way)
      .filter((way, i, all) => all.findIndex((w) => sameWay(w, way)) === i);
    for (const way of ways) {
      void hasLostRiders({ way, plan: this.#plan, reach: this.#options.reach }).then((dead) => {
        // By now the way may be good again.
        if (!dead || this.#plan.ways.some((one) => sameWay(one, way))) return;
        const riders = [...this.#carried].filter((carried) => sameWay(carried.way, way));
        this.#options.log.info(`${this.#name}: ${riders.length} connections end with the ${way.kind} path`);
        for (const rider of riders) rider.end(lostSentence(this.#name, way));
      });
    }
  }
}

function lostSentence(name: string, { kind }: Way): string {
  const path = kind === 'direct' ? 'direct path' : kind;
  return `the ${path} to ${name} was lost before Docker answered, which may have done what was asked; look, and try again`;
}

/** Something that will be told once. */
function once(): { readonly promise: Promise<void>; readonly happen: () => void } {
  let happen: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (happen = resolve));
  return { promise, happen };
}
