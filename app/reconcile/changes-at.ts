import type { Assessed } from './advise/finding.ts';
import type { MachineObservation } from './observation.ts';

export interface TimeLeft {
  /** Monotonic. */
  readonly now: number;
  /** Milliseconds until routes count as quiet. */
  readonly quietMs: number;
  /** Milliseconds that the direct path has to hold before it is used. */
  readonly holdMs: number;
}

/** The monotonic time from which on these facts are others by themselves; undefined when time alone changes nothing. */
export function changesAt(
  { seen, facts, memory }: Pick<Assessed, 'seen' | 'facts' | 'memory'>,
  { now, quietMs, holdMs }: TimeLeft,
): number | undefined {
  const renewalMs = memory.renewalPause.remainingMs(now);
  const forwardMs = memory.forwardPause.remainingMs(now);
  const times = [
    ...(isAstray(seen) && quietMs > 0 ? [now + quietMs] : []),
    ...(facts.direct === 'answers' && !facts.held && memory.directSince !== undefined
      ? [memory.directSince + holdMs]
      : []),
    ...(facts.renewal === 'exhausted' && renewalMs > 0 ? [now + renewalMs] : []),
    ...(facts.forwarding === 'exhausted' && forwardMs > 0 ? [now + forwardMs] : []),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

export function isAstray({ route }: MachineObservation): boolean {
  return route.kind === 'taken' || route.kind === 'lost';
}
