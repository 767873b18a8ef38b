import type { Clock, Guest, Hypervisor, Journal, Log, Ports, Routing } from '../../ports.ts';
import type { Engine } from '../../ports.ts';
import type { MachineMemory } from '../memory.ts';
import type { MachineObservation } from '../observation.ts';

/** The changing half of the world. */
export interface Hands {
  readonly clock: Clock;
  readonly log: Log;
  readonly journal: Journal;
  readonly routing: Routing;
  readonly hypervisor: Hypervisor;
  readonly ports: Ports;
  readonly engine: Engine;
  readonly guest: Guest;
}

/** What one step works on. `seen` is the newest observation; a step looks again where a second matters. */
export interface Job {
  readonly seen: MachineObservation;
  /** All machines, for what they must not take from each other. */
  readonly all: readonly MachineObservation[];
  /** Names of the VPNs that are connected. */
  readonly vpns: readonly string[];
  readonly memory: MachineMemory;
  readonly firstPort: number;
  /**
   * Local ports by the machine that took or is taking them: two machines that are armed at the same moment have
   * seen the same world, in which neither has a rule yet.
   */
  readonly claims: Map<number, string>;
  /** Whether containers may be stopped without asking, by setting. */
  readonly restartAlways: boolean;
  /** Said as it happens: "stopping the engine". */
  readonly progress: (text: string) => void;
  /** The world is better already, and the step still has tidying to do: what carries Docker is looked at now. */
  readonly helped: () => void;
}

/** What came of it, in words. The next look judges whether it helped. */
export type StepResult =
  | { readonly kind: 'done'; readonly text: string }
  | {
      readonly kind: 'refused';
      readonly text: string;
      /** It would stop containers, and nobody has agreed to that. */
      readonly asks?: true;
    }
  | {
      readonly kind: 'failed';
      readonly text: string;
      /** Nothing was changed, so that it may be tried again soon. */
      readonly untouched?: true;
      /** It was made, and somebody undid it before it could be read back. */
      readonly undone?: true;
    };
