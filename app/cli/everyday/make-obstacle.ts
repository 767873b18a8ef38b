import type { Snapshot } from '../../../shared/snapshot.ts';

/** Why a new machine would not be reached, and what to do about it first. */
export interface Obstacle {
  readonly code: 'vpn-connected' | 'route-away';
  readonly sentence: string;
  /** What ends it; said while it is waited for. */
  readonly until: string;
  readonly next: string;
}

/**
 * What now keeps a new machine from getting a route to its network. VirtualBox sets that route when the first VM
 * of the network starts and never again while one runs, so under a running VM a route that is away stays away.
 */
export function makeObstacle(
  snapshot: Pick<Snapshot, 'vpns' | 'machines'>,
  { virtualBox }: { readonly virtualBox: boolean },
): Obstacle | undefined {
  const [vpn] = snapshot.vpns;
  if (vpn !== undefined)
    return {
      code: 'vpn-connected',
      sentence: `${vpn.name} is connected; a new machine would get no route to its network`,
      until: `${vpn.name} to disconnect`,
      next: 'disconnect it first, or wait for that: fairlead create --wait …',
    };
  if (!virtualBox) return undefined;
  const astray = snapshot.machines.find(
    ({ driver, state, route }) =>
      driver === 'virtualbox' && state === 'running' && (route.kind === 'lost' || route.kind === 'taken'),
  );
  if (astray === undefined) return undefined;
  const network = astray.network ?? 'its host-only network';
  const beside = snapshot.machines
    .filter((machine) => machine.state === 'running' && machine.network === astray.network)
    .map(({ name }) => name);
  return {
    code: 'route-away',
    sentence: `the route to ${network} is away, and VirtualBox sets none anew while ${beside.join(' and ')} ${beside.length > 1 ? 'run' : 'runs'} there; a new machine would not be reached`,
    until: `the route to ${network}`,
    next: `fairlead fix, which puts it back; or: fairlead stop ${beside.join(' ')}`,
  };
}
