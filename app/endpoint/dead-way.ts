import type { Reach } from '../ports.ts';
import { dialOf } from './lines.ts';
import type { Plan, Way } from './plan.ts';

/** Longer than any packet of a local network takes; what is over by then has had its second chance. */
const longestMs = 500;

/**
 * Whether a way that was not verified at the last look carries no packets at all. An engine that is busy answers
 * late, and its streams are worth more than our impatience; a route that leads elsewhere needs no second look.
 */
export async function isDead(about: {
  readonly way: Way;
  readonly plan: Plan;
  readonly reach: Reach;
  readonly patienceMs?: number;
}): Promise<boolean> {
  const { way, plan, reach, patienceMs = longestMs } = about;
  if (way.kind === 'direct' && (!plan.routed || way.host !== plan.guestIp)) return true;
  try {
    const line = await reach.toPort(plan.machine, dialOf(way, patienceMs));
    line.on('error', () => undefined).destroy();
    return false;
  } catch (error) {
    // Somebody said no: the way there is open, and an engine that is gone has closed its connections itself.
    return (error as { code?: string }).code !== 'ECONNREFUSED';
  }
}
