import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { GuestError } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Clock, Dial, Log } from '../../ports.ts';
import { networkError } from '../network/network-error.ts';
import { openConnection } from './connection.ts';
import { PacketSocket } from './packet-socket.ts';
import { within } from './within.ts';

export interface TunnelConnectionOptions {
  readonly machine: Machine;
  readonly knownHosts: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly keepaliveMs: number;
}

/** A guest that lets us in says something at least this often; on a busy computer a step takes a second and more. */
const stepMs = 2000;
/** One that has just let us in has had no time to carry anything: half of what that took, this at least, is one step. */
const newMs = 300;
/** A question that had no answer by then makes us ask whether anybody is there. */
const askMs = 300;
/** One that leaves two questions open, the second for this long, and says nothing meanwhile, is taken for dead. */
const doubtMs = 500;
/** What was heard so long ago says that somebody is there. */
const freshMs = 100;

/** One SSH connection to a machine, from its first packet to its last, and the channels it carries. */
export class TunnelConnection {
  readonly opening: Promise<Client>;
  readonly #options: TunnelConnectionOptions;
  readonly #socket = new PacketSocket();
  readonly #channels = new Set<ClientChannel>();
  #client: Client | undefined;
  /** Monotonic milliseconds, as those below. */
  readonly #bornAt: number;
  #heardAt = -Infinity;
  #upAt: number | undefined;
  #countedAt = -Infinity;
  /** A sign of life is being waited for. */
  #isDoubted = false;
  #isGivenUp = false;
  #hasCarried = false;

  constructor(options: TunnelConnectionOptions) {
    this.#options = options;
    this.#bornAt = options.clock.monotonic();
    const { machine, knownHosts, clock, keepaliveMs } = options;
    this.#socket.on('data', () => this.#heard());
    this.opening = openConnection(machine, { knownHosts, keepaliveMs, socket: this.#socket });
    this.opening.then(
      (client) => {
        this.#client = client;
        this.#upAt = clock.monotonic();
        // One for each question that is open.
        client.setMaxListeners(0);
        // ssh2 does not always end the channels of a connection that was cut.
        client.on('close', () => {
          for (const channel of this.#channels) channel.destroy();
        });
      },
      () => undefined,
    );
  }

  get carries(): boolean {
    return this.#channels.size > 0;
  }

  /** It has opened a channel at some time. */
  get hasCarried(): boolean {
    return this.#hasCarried;
  }

  /** It was silent, and whoever waited for an answer may try another one. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  get isComingUp(): boolean {
    const now = this.#options.clock.monotonic();
    if (this.#upAt === undefined) return now - this.#heardAt < stepMs;
    const tookMs = Math.max(2 * newMs, this.#upAt - this.#bornAt);
    return now - this.#heardAt < tookMs / 2 && now - this.#upAt < 2 * tookMs;
  }

  /** Opens a channel; rejects with the guest's own error by `code`, or with a GuestError. */
  async dial(to: Dial): Promise<Duplex> {
    const { machine, clock } = this.#options;
    const client = await this.opening;
    const silent = networkError(
      'ETIMEDOUT',
      `${to.host}:${to.port} in ${machine.name} did not answer in time`,
    );
    const cancel = clock.after(askMs, () => void this.#doubt(client));
    return await within(clock, { work: this.#open(client, to), ms: to.timeoutMs, late: silent })
      .catch((error: unknown) => {
        if (error === silent) void this.#doubt(client);
        throw error;
      })
      .finally(cancel);
  }

  /** Whether the guest said something just now, or does when it is asked; a silent one is doubted as by `dial`. */
  async isHeard(): Promise<boolean> {
    const { clock } = this.#options;
    const client = await this.opening.catch(() => undefined);
    if (client === undefined || this.#isGivenUp) return false;
    if (clock.monotonic() - this.#heardAt < freshMs) return true;
    const cancel = clock.after(askMs, () => void this.#doubt(client));
    return new Promise((resolve) => {
      const end = (isHeard: boolean): void => {
        cancel();
        client.off('close', onClose);
        this.#socket.off('data', onData);
        resolve(isHeard);
      };
      const onClose = (): void => end(false);
      const onData = (): void => end(true);
      client.once('close', onClose);
      this.#socket.once('data', onData);
      try {
        // Nothing is forwarded from there: no server does anything, and each has to answer (RFC 4254, 4).
        client.unforwardIn('127.0.0.1', 1, () => undefined);
      } catch {
        // ssh2 throws when the connection is gone by now.
        onClose();
      }
    });
  }

  /** Says goodbye. */
  end(): void {
    void this.opening.then((client) => client.end()).catch(() => undefined);
  }

  /**
   * Nobody answered at the other end, or there is no other end any longer: a guest that has lost the connection
   * leaves every question open. It is asked for a port where nobody listens, and any answer is a sign of life, as is
   * any other byte; without one, the connection and what it carries end now, and not with the third question of ssh2.
   */
  async #doubt(client: Client): Promise<void> {
    if (this.#isDoubted || this.#isGivenUp) return;
    this.#isDoubted = true;
    const { machine, clock, log } = this.#options;
    const heard = this.#socket.bytesRead;
    const late = new GuestError('timed-out', machine.name);
    const work = this.#open(client, { host: '127.0.0.1', port: 1, timeoutMs: doubtMs });
    const isAnswered = await within(clock, { work, ms: doubtMs, late }).then(
      (channel) => (channel.destroy(), true),
      (error: unknown) => error !== late,
    );
    // A busy process comes late to its timers, and to what has arrived meanwhile: that is heard first.
    await turn();
    this.#isDoubted = false;
    if (isAnswered || this.#socket.bytesRead !== heard) return;
    log.info(`the SSH connection to ${machine.name} is silent, and is given up`);
    this.#isGivenUp = true;
    client.destroy();
  }

  #open(client: Client, to: Dial): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const refuse = (error: Error): void => reject(explainChannel(error, this.#options.machine, to));
      // Not every question that is open when a connection ends is answered by ssh2.
      const lost = (): void => refuse(new Error('it was lost'));
      client.once('close', lost);
      try {
        client.forwardOut('127.0.0.1', 0, to.host, to.port, (error, channel) => {
          client.off('close', lost);
          if (error !== undefined) return refuse(error);
          this.#channels.add(channel);
          this.#hasCarried = true;
          joinWrites(channel);
          channel.on('error', () => undefined);
          channel.on('close', () => this.#channels.delete(channel));
          resolve(channel);
        });
      } catch (error) {
        // ssh2 throws when the connection is gone by now.
        client.off('close', lost);
        refuse(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  /**
   * ssh2 takes only answers to its own questions for signs of life, and over a slow link these come behind all that is
   * under way: a connection that brings bytes would be given up. The method is its own; without it, that stays so.
   */
  #heard(): void {
    const { clock, keepaliveMs } = this.#options;
    const now = clock.monotonic();
    this.#heardAt = now;
    if (this.#client === undefined || now - this.#countedAt < keepaliveMs / 2) return;
    this.#countedAt = now;
    (this.#client as Client & { _resetKA?: () => void })._resetKA?.();
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
