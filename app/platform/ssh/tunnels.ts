import type { Duplex } from 'node:stream';
import { GuestError } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Clock, Dial, Log, Tunnels } from '../../ports.ts';
import { TunnelConnection } from './tunnel-connection.ts';
import { within } from './within.ts';

export interface SshTunnelsOptions {
  readonly knownHosts: string;
  readonly clock: Clock;
  readonly log: Log;
  /** A connection whose guest leaves three questions open, asked this often, is dead. Default 1500: after 6 s. */
  readonly keepaliveMs?: number;
}

/** One machine's connection: being made, in use, or not to be tried before `retryAt`. */
interface Kept {
  readonly address: string;
  readonly connection: TunnelConnection;
}

interface Failed {
  readonly error: unknown;
  readonly times: number;
  readonly retryAt: number;
}

/** Waits after the first, second, … failure in a row. */
const backOffMs = [250, 500, 1000, 2000, 5000, 10_000, 30_000] as const;

const silenceMs = 10_000;

/** Connections from inside the machines, through one kept SSH connection each. */
export class SshTunnels implements Tunnels {
  readonly #options: SshTunnelsOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #failed = new Map<string, Failed>();
  /** When a machine's connection was last given up that had carried nothing, in monotonic milliseconds. */
  readonly #silentAt = new Map<string, number>();
  #changed: (machine: string) => void = () => undefined;
  #stopped = false;

  constructor(options: SshTunnelsOptions) {
    this.#options = options;
  }

  watch(changed: (machine: string) => void): void {
    this.#changed = changed;
  }

  async dial(machine: Machine, to: Dial): Promise<Duplex> {
    const { clock } = this.#options;
    const deadline = clock.monotonic() + to.timeoutMs;
    const left = (): number => Math.max(1, deadline - clock.monotonic());
    const late = new GuestError('timed-out', `${machine.name} did not answer over SSH in time`);
    const overOne = async (): Promise<Duplex> => {
      const { connection } = this.#take(machine);
      await within(clock, { work: connection.opening, ms: left(), late });
      return connection.dial({ ...to, timeoutMs: left() }).catch((error: unknown) => {
        if (connection.isGivenUp) silent = error;
        throw error;
      });
    };
    let silent: unknown;
    return overOne().catch((error: unknown) => {
      // What was asked of a dead connection was heard by nobody, and may be asked of a new one: once.
      if (silent === undefined || left() <= 1) throw error;
      return overOne().catch((next: unknown) => {
        throw next === late ? silent : next;
      });
    });
  }

  isComingUp(machine: Machine): boolean {
    const kept = this.#kept.get(keyOf(machine));
    return (
      kept?.address === addressOf(machine) && !this.#fellSilent(keyOf(machine)) && kept.connection.isComingUp
    );
  }

  async hears(machine: Machine): Promise<boolean> {
    const kept = this.#kept.get(keyOf(machine));
    return kept?.address === addressOf(machine) && (await kept.connection.isHeard());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { connection } of this.#kept.values()) connection.end();
    this.#kept.clear();
    return Promise.resolve();
  }

  /** The connection there is, or a new one; throws the last failure while it is too early to try again. */
  #take(machine: Machine): Kept {
    const { clock, knownHosts, log, keepaliveMs = 1500 } = this.#options;
    const key = keyOf(machine);
    const { host, port } = machine.ssh;
    const address = addressOf(machine);
    if (this.#stopped) throw new GuestError('closed', 'Fairlead is ending');
    if (host === '' || port === 0)
      throw new GuestError('unreachable', `nobody has noted where ${machine.name} is reached over SSH`);
    const known = this.#kept.get(key);
    if (known?.address === address && !known.connection.isGivenUp) return known;
    // The machine moved: what is carried to its old address stays as long as that connection lives.
    if (known?.connection.carries === false) known.connection.end();
    const failed = known === undefined ? this.#failed.get(key) : undefined;
    if (failed !== undefined && clock.monotonic() < failed.retryAt) throw failed.error;
    const connection = new TunnelConnection({ machine, knownHosts, clock, log, keepaliveMs });
    const kept: Kept = { address, connection };
    this.#kept.set(key, kept);
    void connection.opening.then(
      (client) => {
        this.#failed.delete(key);
        log.debug(`tunnel to ${machine.name} is up`);
        client.on('close', () => {
          this.#drop(key, kept);
          if (this.#stopped) return;
          log.info(`the SSH connection that carries ${machine.name} was lost`);
          this.#changed(machine.name);
        });
        this.#changed(machine.name);
      },
      (error: unknown) => this.#missed(key, kept, error),
    );
    return kept;
  }

  #missed(key: string, kept: Kept, error: unknown): void {
    this.#drop(key, kept);
    const times = (this.#failed.get(key)?.times ?? 0) + 1;
    const waitMs = backOffMs[Math.min(times, backOffMs.length) - 1] ?? 30_000;
    this.#failed.set(key, { error, times, retryAt: this.#options.clock.monotonic() + waitMs });
  }

  /** A guest that lets us in again and again and carries nothing is not one that comes up. */
  #fellSilent(key: string): boolean {
    return this.#options.clock.monotonic() - (this.#silentAt.get(key) ?? -Infinity) < silenceMs;
  }

  #drop(key: string, kept: Kept): void {
    const { isGivenUp, hasCarried } = kept.connection;
    if (isGivenUp && !hasCarried) this.#silentAt.set(key, this.#options.clock.monotonic());
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
  }
}

function keyOf({ store, name }: Machine): string {
  return `${store} ${name}`;
}

/** What another connection is needed for when it changes. */
function addressOf({ ssh: { host, port, user, keyPath } }: Machine): string {
  return JSON.stringify([host, port, user, keyPath]);
}
