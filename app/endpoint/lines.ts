import type { Duplex } from 'node:stream';
import type { Clock, Reach } from '../ports.ts';
import type { Machine } from '../machine/machine.ts';
import { keyOf, sameWay, type Way } from './plan.ts';
import { Queues } from './queues.ts';
import type { Opened } from './reach-engine.ts';

interface Ready {
  readonly way: Way;
  readonly line: Duplex;
  readonly at: number;
}

/**
 * Connections to the engine that are open before anybody asks. A TLS handshake is most of what a new connection
 * costs; a machine in use therefore has a few of them behind it. They are made after use only, and an idle
 * machine has none.
 */
const mostReady = 4;
const keepMs = 15_000;
/** One handshake; how long a client waits for it and for its turn is the client's own. */
const openMs = 2000;
/** A tunnel may have to make its SSH connection first, with a guest that is busy. */
const openTunnelMs = 10_000;
/**
 * Handshakes at once over one way. A hundred that begin together end together, and late; in turns, the first are
 * done at once, and leave the rest a session to resume, which costs a third.
 */
const mostOpening = 8;

export class Lines {
  readonly #reach: Reach;
  readonly #clock: Clock;
  readonly #queues = new Queues(mostOpening);
  readonly #openedAt = new Map<string, number>();
  #ready: Ready[] = [];
  #preparing = 0;
  #cancel: () => void = () => undefined;

  constructor(reach: Reach, clock: Clock) {
    this.#reach = reach;
    this.#clock = clock;
  }

  /** An open line over this way: a ready one, or one that is made now, within `timeoutMs` and its turn. */
  async take(machine: Machine, way: Way, timeoutMs: number): Promise<Opened> {
    const until = this.#clock.monotonic() + timeoutMs;
    const ready = this.#pick(way);
    this.#prepare(machine, way);
    if (ready !== undefined) {
      if (await this.#isSound(machine, way, ready)) return { line: ready, wasReady: true };
      ready.destroy();
    }
    const line = await this.#queues.run(keyOf(way), () => {
      const leftMs = until - this.#clock.monotonic();
      if (leftMs <= 0) return Promise.reject(new Error('it had no turn in time'));
      return this.#make(machine, way, Math.min(leftMs, way.kind === 'tunnel' ? openTunnelMs : openMs));
    });
    return { line, wasReady: false };
  }

  /** Whether a line was opened over this way since then (monotonic): slow is not dead. */
  hasOpened(way: Way, since: number): boolean {
    return (this.#openedAt.get(keyOf(way)) ?? -Infinity) >= since;
  }

  /** A way that is not verified any longer has no lines to give. */
  keep(ways: readonly Way[]): void {
    const gone = this.#ready.filter(({ way }) => !ways.some((one) => sameWay(one, way)));
    this.#ready = this.#ready.filter((ready) => !gone.includes(ready));
    for (const { line } of gone) line.destroy();
  }

  stop(): void {
    this.#cancel();
    this.keep([]);
  }

  #pick(way: Way): Duplex | undefined {
    const index = this.#ready.findIndex((ready) => sameWay(ready.way, way));
    const [ready] = index < 0 ? [] : this.#ready.splice(index, 1);
    if (ready === undefined || ready.line.destroyed) return undefined;
    ready.line.removeAllListeners('readable');
    return ready.line;
  }

  /**
   * An SSH connection that fell silent since would swallow the question, and nobody could ask it again: it may have been
   * heard. So it is asked first, for which a channel is not needed; other lines are told by what dials beside them.
   */
  async #isSound(machine: Machine, way: Way, line: Duplex): Promise<boolean> {
    return (way.kind !== 'tunnel' || (await this.#reach.hears(machine))) && !line.destroyed;
  }

  #prepare(machine: Machine, way: Way): void {
    this.#retire();
    // Those that are waited for come first.
    if (this.#queues.isWaitedFor(keyOf(way))) return;
    while (this.#ready.length + this.#preparing < mostReady) {
      this.#preparing += 1;
      setImmediate(() => {
        void this.#open(machine, way).finally(() => {
          this.#preparing -= 1;
        });
      });
    }
  }

  async #make(machine: Machine, way: Way, timeoutMs: number): Promise<Duplex> {
    const line = await this.#reach.toEngine(machine, dialOf(way, timeoutMs));
    this.#openedAt.set(keyOf(way), this.#clock.monotonic());
    return line;
  }

  async #open(machine: Machine, way: Way): Promise<void> {
    try {
      const line = await this.#make(machine, way, openMs);
      const ready = { way, line, at: this.#clock.monotonic() };
      this.#ready.push(ready);
      const drop = (): void => {
        this.#ready = this.#ready.filter((one) => one !== ready);
        line.destroy();
      };
      line.once('close', drop);
      // Nobody has asked anything: whatever can be read is the engine's goodbye.
      line.on('readable', () => {
        if (line.read() !== null || line.readableEnded || line.destroyed) drop();
      });
      line.once('end', () => {
        if (this.#ready.includes(ready)) drop();
      });
    } catch {
      // Whoever asks next dials for himself, and is told.
    }
  }

  /** Lines that nobody took for a while are given up; the last one ends the timer. */
  #retire(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(keepMs, () => {
      const now = this.#clock.monotonic();
      const old = this.#ready.filter(({ at }) => now - at >= keepMs);
      this.#ready = this.#ready.filter((ready) => !old.includes(ready));
      for (const { line } of old) line.destroy();
      if (this.#ready.length > 0) this.#retire();
    });
  }
}

export function dialOf(way: Way, timeoutMs: number): Parameters<Reach['toEngine']>[1] {
  const { kind, host, port } = way;
  return { host, port, timeoutMs, ...(kind === 'tunnel' ? { over: 'tunnel' as const } : {}) };
}
