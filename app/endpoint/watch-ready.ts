import type { Clock, Reach } from '../ports.ts';
import { isDead } from './dead-way.ts';
import type { Plan } from './plan.ts';
import type { Ride } from './ride.ts';

/** An engine answers most questions within this; who waits longer makes us look. */
const doubtMs = 200;
/** Twice this and the doubt stay under the second that a client may wait. */
const patienceMs = 300;

export interface WatchReady {
  readonly ride: Ride;
  readonly plan: () => Plan;
  readonly reach: Reach;
  readonly clock: Clock;
  /** Its way carries nothing. */
  readonly lost: () => void;
}

/**
 * A line that was kept ready may lie on a path that died since, and takes a question like any other. So when the
 * engine is slow to answer its first one, the path is tried: a dead one and a long answer look alike from here.
 * Twice, because one lost packet, or one moment in which this process was busy, is not a dead path.
 */
export function watchReady({ ride, plan, reach, clock, lost }: WatchReady): void {
  const look = async (): Promise<void> => {
    for (let times = 0; times < 2; times += 1) {
      if (!ride.isWaiting) return;
      if (!(await isDead({ way: ride.way, plan: plan(), reach, patienceMs }))) return;
    }
    if (ride.isWaiting) lost();
  };
  const cancel = clock.after(doubtMs, () => void look());
  void ride.isOver.then(cancel);
}
