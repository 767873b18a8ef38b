import type { Clock } from '../ports.ts';

const intervalMs = { well: 15_000, unwell: 5_000 } as const;
/** A wall clock that moved this much more than the steady one: the computer slept, or its clock was set. */
const jumpMs = 5_000;

export interface HeartbeatOptions {
  readonly clock: Clock;
  /** Whether all is as it should be, so that a slower beat will do. */
  readonly isWell: () => boolean;
  /** Dials what is in use; starts no program. */
  readonly beat: () => Promise<void>;
  readonly jumped: () => void;
}

/** The beat between slow ticks: an engine that stops sends no route event, and neither does a sleep. */
export function startHeartbeat({ clock, isWell, beat, jumped }: HeartbeatOptions): () => void {
  let cancel: () => void = () => undefined;
  let stopped = false;
  const schedule = (): void => {
    if (stopped) return;
    const wall = clock.now();
    const steady = clock.monotonic();
    const ms = isWell() ? intervalMs.well : intervalMs.unwell;
    cancel = clock.after(ms, () => {
      const passed = clock.monotonic() - steady;
      const jump = Math.abs(clock.now() - wall - passed) > jumpMs || passed > ms + jumpMs;
      if (jump) jumped();
      void (jump ? Promise.resolve() : beat()).finally(schedule);
    });
  };
  schedule();
  return () => {
    stopped = true;
    cancel();
  };
}
