import type { Reach } from '../ports.ts';
import { dialOf } from './lines.ts';
import type { Plan, Way } from './plan.ts';

/** Longer than any packet of a local network takes; what is over by then has had its second chance. */
const longestMs = 500;
/** With the half second that a tunnel waits for its second question, under one. */
const tunnelMs = 250;

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
  if (leadsElsewhere(way, plan)) return true;
  try {
    const line = await reach.toPort(plan.machine, dialOf(way, patienceMs));
    line.on('error', () => undefined).destroy();
    return false;
  } catch (error) {
    // Somebody said no: the way there is open, and an engine that is gone has closed its connections itself.
    return (error as { code?: string }).code !== 'ECONNREFUSED';
  }
}

/**
 * The same for what is ridden. A tunnel whose SSH connection is silent is asked a second time by itself, and ends with
 * all it carries when nothing is heard then either: a question of ours that had no answer in time is not the last word.
 */
export async function hasLostRiders(about: {
  readonly way: Way;
  readonly plan: Plan;
  readonly reach: Reach;
}): Promise<boolean> {
  const { way, plan, reach } = about;
  if (way.kind !== 'tunnel' || leadsElsewhere(way, plan)) return isDead(about);
  await isDead({ way, plan, reach, patienceMs: tunnelMs });
  return false;
}

/** Somebody else may answer where packets to the guest IP go now. */
function leadsElsewhere(way: Way, { machine, routed, guestIp }: Plan): boolean {
  if (way.kind === 'direct') return !routed || way.host !== guestIp;
  return way.kind === 'tunnel' && !routed && machine.ssh.host === guestIp;
}
