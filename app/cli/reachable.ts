import type { Snapshot } from '../../shared/snapshot.ts';

/**
 * Whether Docker answers by some path: what a script asks `status` and `fix` for. No machine, and one that is off, is
 * nothing wrong, but `docker` would not get through all the same.
 */
export function isReachable({ state, machines }: Pick<Snapshot, 'state' | 'machines'>): boolean {
  return state !== 'broken' && machines.some(({ path }) => path !== 'none');
}
