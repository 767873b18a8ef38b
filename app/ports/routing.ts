import type { Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';
import type { KernelAnswer, NetworkInterface, RouteTable } from '../route/table.ts';
import type { ChangeResult } from './change-result.ts';

/** The kernel's routing, as this user may see and change it. */
export interface Routing {
  readTable(): Promise<Reading<RouteTable>>;
  /** The kernel's answer for an ordinary socket to this address (dotted quad). */
  readAnswer(address: string): Promise<Reading<KernelAnswer>>;
  readInterfaces(): Promise<Reading<readonly NetworkInterface[]>>;
  /**
   * Makes `network` leave by `interface` again: removes the row or rows that stand in the way
   * (same prefix, and longer prefixes listed in `inTheWay`), then adds ours. Never touches anything
   * outside `network`.
   */
  repair(request: RouteRepair): Promise<ChangeResult>;
  /**
   * Puts back a row that a repair had removed, in place of ours when that has the same prefix; by its gateway when it
   * had one. When it cannot be had, ours is put back. Never touches anything outside `network`.
   */
  restore(request: RouteRestoration): Promise<ChangeResult>;
  /** Calls back on anything that may have changed routes or interfaces; carries no facts. */
  watch(poke: (reason: string) => void): Watch;
}

export interface RouteRepair {
  readonly network: Cidr;
  readonly interface: string;
  /** Rows inside `network` that carry it elsewhere, to be removed first; all lie inside `network`. */
  readonly inTheWay: readonly { readonly destination: Cidr; readonly interface: string }[];
}

export interface RouteRestoration {
  /** The machine's network, inside which the row lies. */
  readonly network: Cidr;
  /** The interface of that network: its row comes back when the other one cannot be had. */
  readonly owner: string;
  readonly row: RemovedRow;
}

export interface RemovedRow {
  readonly destination: Cidr;
  readonly interface: string;
  /** Address of the next hop; without one the row leads to the interface itself. */
  readonly gateway?: number;
  /** What it did with packets in place of sending them on. */
  readonly refusal?: 'reject' | 'blackhole';
}

export interface Watch {
  /** Ends the watch and its child process; resolves when nothing is left running. */
  stop(): Promise<void>;
}
