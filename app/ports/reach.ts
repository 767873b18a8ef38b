import type { Duplex } from 'node:stream';
import type { Machine } from '../machine/machine.ts';
import type { Dial } from './engine.ts';

/**
 * Connections into a machine for what is carried there. Both halves of each close on their own. Rejects with an
 * Error whose message is a sentence, and with `code` where the system has one (ECONNREFUSED, ETIMEDOUT, …).
 */
export interface Reach {
  /** Mutual TLS to the machine's own engine, which is judged as `Engine` does; sessions are resumed. */
  toEngine(machine: Machine, dial: Dial): Promise<Duplex>;
  /** Plain TCP: to the guest's address, to this computer, or over the tunnel to what the guest can dial. */
  toPort(machine: Machine, dial: Dial): Promise<Duplex>;
  /** As that of `Tunnels`. */
  isComingUp(machine: Machine): boolean;
  /** As that of `Tunnels`. */
  hears(machine: Machine): Promise<boolean>;
}

/** One kept SSH connection for each machine, made when it is first needed and again when it was lost. */
export interface Tunnels {
  /**
   * Opens a connection from inside the machine. Rejects with a GuestError when there is no SSH connection to be
   * had (`forwarding-forbidden` when sshd does not allow it), else with the guest's own error by `code`.
   */
  dial(machine: Machine, to: Dial): Promise<Duplex>;
  /**
   * Whether the SSH connection is being made and the guest has said something of late, or it has just been made: a
   * path that is being made is worth waiting for, where one that is silent is not.
   */
  isComingUp(machine: Machine): boolean;
  /**
   * Whether the SSH connection there is has brought a byte within the last tenth of a second, or does so when it is
   * asked: what was opened over it before still leads somewhere then. One that is silent ends within a second.
   */
  hears(machine: Machine): Promise<boolean>;
  /** Calls back when a connection was lost or made. */
  watch(changed: (machine: string) => void): void;
  stop(): Promise<void>;
}
