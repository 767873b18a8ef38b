import type { Labs } from './lab/labs.ts';
import type { QuantityName, Samples } from './result.ts';
import type { Stages } from './stages.ts';

export interface Bench {
  readonly rounds: number;
  /** Length of the quiet period in which an idle daemon is watched. */
  readonly idleMs: number;
  readonly stages: Stages;
  readonly labs: Labs;
  /** Progress, for people. */
  readonly say: (line: string) => void;
}

/** One experiment; it yields every quantity it names, or fewer where the computer lacks a tool. */
export interface Measure {
  readonly yields: readonly QuantityName[];
  run(bench: Bench): Promise<Samples>;
}
