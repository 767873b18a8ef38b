import type { MachineView } from '../../../shared/snapshot.ts';
import type { Session } from '../session.ts';
import type { Target } from './environment.ts';

/** A machine by name, with what a client needs, or the reason why there is nothing to point it at. */
export interface Candidate {
  readonly name: string;
  readonly target: Target | { readonly missing: string };
}

/** From the daemon's snapshot when one runs, else from the store. Nothing is dialled either way. */
export async function readCandidates(session: Session): Promise<readonly Candidate[]> {
  const client = await session.daemonIfThere();
  if (client !== undefined) return (await client.machines({}, session.world.signal)).map(fromView);
  // Loaded when needed: a daemon's answer does without VirtualBox and certificates.
  const { readOfflineTargets } = await import('../../daemon/offline-targets.ts');
  const { targets, problems } = await readOfflineTargets(
    await session.readSettings(),
    session.world.environment,
  );
  for (const problem of problems) session.remark(`warning: ${problem}`);
  return targets.map((target) => ({ name: target.name, target }));
}

/**
 * The forward, where it answers and the certificate suits it: it stays valid when a VPN comes and goes, so a
 * shell is pointed at it once. Otherwise what carries Docker now.
 */
function fromView(machine: MachineView): Candidate {
  const { name, certPath, steadyHost, dockerHost } = machine;
  const host = steadyHost ?? dockerHost;
  if (host !== undefined && certPath !== undefined)
    return { name, target: { name, dockerHost: host, certPath } };
  return { name, target: { missing: `it is ${machine.state} and has no address` } };
}
