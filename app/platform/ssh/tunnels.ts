import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { GuestError } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Clock, Dial, Log, Tunnels } from '../../ports.ts';
import { networkError } from '../network/network-error.ts';
import { openConnection } from './connection.ts';

export interface SshTunnelsOptions {
  readonly knownHosts: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** One machine's connection: being made, in use, or not to be tried before `retryAt`. */
interface Kept {
  readonly address: string;
  readonly opening: Promise<Client>;
  client?: Client;
  /** Channels that are open or being opened, to be ended with the connection. */
  readonly channels: Set<ClientChannel>;
  /** A sign of life is being waited for. */
  isDoubted?: boolean;
}

interface Failed {
  readonly error: unknown;
  readonly times: number;
  readonly retryAt: number;
}

/** Waits after the first, second, … failure in a row. */
const backOffMs = [250, 500, 1000, 2000, 5000, 10_000, 30_000] as const;
/** A tunnel whose peer has said nothing to three questions is dead: 6 s. */
const keepaliveMs = 2000;
/** One that leaves two questions open, the second for this long, is taken for dead at once. */
const doubtMs = 500;

/** Connections from inside the machines, through one kept SSH connection each. */
export class SshTunnels implements Tunnels {
  readonly #options: SshTunnelsOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #failed = new Map<string, Failed>();
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
    const late = (what: string): GuestError => new GuestError('timed-out', `${machine.name} ${what} in time`);
    const kept = this.#take(machine);
    const client = await this.#within(kept.opening, to.timeoutMs, late('did not answer over SSH'));
    const left = Math.max(1, deadline - clock.monotonic());
    const opening = this.#open({ kept, client, machine, to });
    const silent = networkError(
      'ETIMEDOUT',
      `${to.host}:${to.port} in ${machine.name} did not answer in time`,
    );
    return await this.#within(opening, left, silent).catch((error: unknown) => {
      if (error === silent) this.#doubt(kept, client, machine);
      throw error;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const kept of this.#kept.values()) {
      kept.client?.end();
      void kept.opening.then((client) => client.end()).catch(() => undefined);
    }
    this.#kept.clear();
    return Promise.resolve();
  }

  /**
   * Nobody answered at the other end, or there is no other end any longer: a guest that has lost the connection
   * leaves every question open. It is asked for a port where nobody listens, and any answer is a sign of life;
   * without one, the connection and what it carries end now, and not with the third question of ssh2.
   */
  #doubt(kept: Kept, client: Client, machine: Machine): void {
    if (kept.isDoubted) return;
    kept.isDoubted = true;
    const question = this.#open({
      kept,
      client,
      machine,
      to: { host: '127.0.0.1', port: 1, timeoutMs: doubtMs },
    });
    this.#within(question, doubtMs, new GuestError('timed-out', machine.name)).then(
      (channel) => {
        kept.isDoubted = false;
        channel.destroy();
      },
      (error: unknown) => {
        kept.isDoubted = false;
        if (!(error instanceof GuestError) || error.kind !== 'timed-out') return;
        this.#options.log.info(`the SSH connection to ${machine.name} is silent, and is given up`);
        client.destroy();
      },
    );
  }

  /** The connection there is, or a new one; throws the last failure while it is too early to try again. */
  #take(machine: Machine): Kept {
    const { clock } = this.#options;
    const key = `${machine.store} ${machine.name}`;
    const { host, port, user, keyPath } = machine.ssh;
    const address = JSON.stringify([host, port, user, keyPath]);
    if (this.#stopped) throw new GuestError('closed', 'Fairlead is ending');
    if (host === '' || port === 0)
      throw new GuestError('unreachable', `nobody has noted where ${machine.name} is reached over SSH`);
    const known = this.#kept.get(key);
    if (known?.address === address) return known;
    // The machine moved: what is carried to its old address stays as long as that connection lives.
    if (known?.channels.size === 0) known.client?.end();
    const failed = known === undefined ? this.#failed.get(key) : undefined;
    if (failed !== undefined && clock.monotonic() < failed.retryAt) throw failed.error;
    const kept: Kept = {
      address,
      channels: new Set(),
      opening: openConnection(machine, { knownHosts: this.#options.knownHosts, keepaliveMs }),
    };
    this.#kept.set(key, kept);
    void kept.opening.then(
      (client) => this.#opened({ key, kept, machine }, client),
      (error: unknown) => this.#missed(key, kept, error),
    );
    return kept;
  }

  #opened({ key, kept, machine }: { key: string; kept: Kept; machine: Machine }, client: Client): void {
    this.#failed.delete(key);
    kept.client = client;
    this.#options.log.debug(`tunnel to ${machine.name} is up`);
    client.on('close', () => {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      // ssh2 does not always end the channels of a connection that was cut.
      for (const channel of kept.channels) channel.destroy();
      if (this.#stopped) return;
      this.#options.log.info(`the SSH connection that carries ${machine.name} was lost`);
      this.#changed(machine.name);
    });
    this.#changed(machine.name);
  }

  #missed(key: string, kept: Kept, error: unknown): void {
    if (this.#kept.get(key) === kept) this.#kept.delete(key);
    const times = (this.#failed.get(key)?.times ?? 0) + 1;
    const waitMs = backOffMs[Math.min(times, backOffMs.length) - 1] ?? 30_000;
    this.#failed.set(key, { error, times, retryAt: this.#options.clock.monotonic() + waitMs });
  }

  #open(request: { kept: Kept; client: Client; machine: Machine; to: Dial }): Promise<Duplex> {
    const { kept, client, machine, to } = request;
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => reject(explainChannel(error, machine, to));
      try {
        client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, channel) => {
          if (error !== undefined) return refuse(error);
          kept.channels.add(channel);
          joinWrites(channel);
          channel.on('error', () => undefined);
          channel.on('close', () => kept.channels.delete(channel));
          resolve(channel);
        });
      } catch (error) {
        // ssh2 throws when the connection is gone by now.
        refuse(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  #within<T extends Client | Duplex>(work: Promise<T>, ms: number, late: Error): Promise<T> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const cancel = this.#options.clock.after(ms, () => {
        isLate = true;
        reject(late);
      });
      work.then(
        (value) => {
          cancel();
          // A channel that comes when nobody waits any longer; a connection is kept for the next one.
          if (isLate && 'readable' in value) value.destroy();
          resolve(value);
        },
        (error: unknown) => {
          cancel();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }
}

/**
 * TLS hands over its records together, 16 KB each, and ssh2 would make a packet of each. Joined they fill packets
 * of 32 KB, and half as many are sealed.
 */
function joinWrites(channel: ClientChannel): void {
  channel._writev = (chunks, done) =>
    channel._write(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), 'latin1', done);
}

/** RFC 4254, 5.1: what a server says when it opens no channel. ssh2 puts the number into `reason`. */
function explainChannel(error: Error & { reason?: number | string }, machine: Machine, to: Dial): Error {
  const { reason } = error;
  if (reason === 1 || reason === 'ADMINISTRATIVELY_PROHIBITED')
    return new GuestError(
      'forwarding-forbidden',
      `the SSH server of ${machine.name} forbids forwarding (AllowTcpForwarding no)`,
      { cause: error },
    );
  if (reason === 2 || reason === 'CONNECT_FAILED')
    return networkError('ECONNREFUSED', `nothing listens at ${to.host}:${to.port} in ${machine.name}`);
  return new GuestError(
    'closed',
    `the SSH connection to ${machine.name} opened no channel: ${error.message}`,
    {
      cause: error,
    },
  );
}
