import type { Client } from '../../../shared/control/contract.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import { ControlError } from '../../control/control-error.ts';
import type { Session } from '../session.ts';
import type { Target } from './environment.ts';

/** A daemon answers this from memory, within milliseconds. */
const patienceMs = 2000;

/** A machine by name, and what a client needs, or the reason why there is nothing to point it at. */
export interface Candidate {
  readonly name: string;
  readonly target: () => Promise<Target | Missing>;
}

export interface Missing {
  readonly missing: string;
  /** What to type. */
  readonly next: string;
}

export interface Candidates {
  readonly machines: readonly Candidate[];
  /** The folders that were looked at, when that was done here. */
  readonly places: readonly string[];
}

/** From the daemon's snapshot when one runs, else from the store. Nothing is dialled either way. */
export async function readCandidates(session: Session): Promise<Candidates> {
  const client = await session.daemonIfThere();
  const views = client === undefined ? undefined : await ask(client, session);
  if (views !== undefined) return { machines: views.map(fromView), places: [] };
  // Loaded when needed: a daemon's answer does without VirtualBox and certificates.
  const { readOfflineMachines } = await import('../../daemon/offline-targets.ts');
  const found = await readOfflineMachines(await session.readSettings(), session.world.environment);
  for (const problem of found.problems) session.remark(`warning: ${problem}`);
  return found;
}

/** What the daemon says; undefined when it does not, because a shell that starts must not wait for it. */
async function ask(client: Client, session: Session): Promise<readonly MachineView[] | undefined> {
  const { signal } = session.world;
  try {
    return await client.machines({}, AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]));
  } catch (error) {
    if (signal.aborted || (error instanceof ControlError && error.kind === 'wrong-protocol')) throw error;
    session.remark('warning: the daemon does not answer, so this goes by the store: fairlead logs');
    return undefined;
  }
}

/**
 * The forward, where it answers and the certificate suits it: it stays valid when a VPN comes and goes, so a
 * shell is pointed at it once. Otherwise what carries Docker now.
 */
function fromView(machine: MachineView): Candidate {
  const { name, certPath, steadyHost, dockerHost } = machine;
  const host = steadyHost ?? dockerHost;
  const isBroken = machine.state === 'broken';
  const target =
    host !== undefined && certPath !== undefined
      ? { name, dockerHost: host, certPath }
      : {
          missing: isBroken
            ? 'its entry in the store cannot be read'
            : `it is ${machine.state} and has no address`,
          next: isBroken ? 'fairlead status' : `docker-machine start ${name}`,
        };
  return { name, target: () => Promise.resolve(target) };
}
