import type { Overlap } from '../../../shared/control/everyday.ts';
import type { Snapshot, MachineView } from '../../../shared/snapshot.ts';
import type { Home } from '../../home/home.ts';
import type { Machine } from '../../machine/machine.ts';
import type { HostOnlyNetwork, VmView } from '../../ports.ts';
import type { Reading } from '../../reading.ts';
import type { NetworkInterface } from '../../route/table.ts';
import type { GuestFacts, GuestNames } from './guest-facts.ts';

/** A machine as the store, VirtualBox and the loop know it. */
export interface Patient {
  readonly machine: Machine;
  readonly view: MachineView;
  readonly vm: Reading<VmView>;
}

/** What the checks look at. Everything here reads; readings that cost something are made once. */
export interface Scene {
  readonly snapshot: Snapshot;
  readonly patients: readonly Patient[];
  readonly platform: 'macos' | 'linux';
  readonly home: Home;
  readonly now: number;
  readonly userHome: string;
  interfaces(): Promise<Reading<readonly NetworkInterface[]>>;
  hostOnlyNetworks(): Promise<Reading<readonly HostOnlyNetwork[]>>;
  hypervisorVersion(): Promise<Reading<string>>;
  /** Where networks of VPNs and of this LAN meet those of machines. */
  overlaps(): Promise<readonly Overlap[]>;
  /** One session over SSH that asks the guest everything at once. */
  guest(patient: Patient): Promise<GuestFacts>;
  /** Whether the guest resolves the name of a registry; takes seconds where it does not. */
  guestNames(patient: Patient): Promise<GuestNames>;
  /** Whether this computer does. */
  resolvesHere(): Promise<boolean>;
  /** Text of a file, or undefined when there is none. */
  readFile(file: string): Promise<string | undefined>;
  /** Permission bits, or undefined when there is no such file. */
  readMode(file: string): Promise<number | undefined>;
  /** When it was last written, in ms since 1970; undefined when there is no such file. */
  readWritten(file: string): Promise<number | undefined>;
  /** What a program prints; throws with the reason when it cannot be run. */
  ask(program: string, args: readonly string[]): Promise<string>;
}
