import type { Play } from '../stage/play.ts';
import { halfDoneOn } from './leftovers.ts';

/** How often it is looked at, and for how many looks in a row it has to be at rest. */
const lookMs = 100;
const looks = 8;
/** Three attempts over SSH: what is half done after that stays so, and whoever waits is to find it. */
const patienceMs = 30_000;

/**
 * Waits until the daemon that was started last rests: it has looked at the world, works at no machine, has ended what
 * its journal begins, and has nothing half done in the guests or in files. Its silence alone would not do: on a busy
 * computer it looks after what an earlier daemon left without a word for seconds. Answers what is still half done when
 * its patience ends; nothing is best.
 */
export async function untilAtRest(play: Play): Promise<readonly string[]> {
  let halfDone: readonly string[] = [];
  let said = play.happenings.length;
  const end = performance.now() + patienceMs;
  for (let calm = 0; calm < looks && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    halfDone = [...workOf(play), ...(await halfDoneOn(play.stage))];
    calm = halfDone.length === 0 && play.happenings.length === said ? calm + 1 : 0;
    said = play.happenings.length;
  }
  return halfDone;
}

/** A snapshot of the daemon before says nothing about this one. */
function workOf({ snapshot, daemon }: Play): readonly string[] {
  if (snapshot === undefined || snapshot.daemon.pid !== daemon.pid)
    return ['the daemon has not looked at the world yet'];
  return snapshot.machines.flatMap(({ name, working }) =>
    working === undefined ? [] : [`${name}: ${working}`],
  );
}
