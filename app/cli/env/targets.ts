import type { Client } from '../../../shared/control/contract.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import { ControlError } from '../../control/control-error.ts';
import { targetOf, type Form, type Found, type Missing } from '../../env/target.ts';
import type { Session } from '../session.ts';

/** A daemon answers this from memory, within milliseconds. */
const patienceMs = 2000;

/** A machine by name, and what a client needs, or the reason why there is nothing to point it at. */
export interface Candidate {
  readonly name: string;
  readonly target: (form: Form) => Promise<Found | Missing>;
}

export interface Candidates {
  readonly machines: readonly Candidate[];
  /** The folders that were looked at, when that was done here. */
  readonly places: readonly string[];
  /** Whether a daemon said so; without one there is no endpoint either. */
  readonly isWatched: boolean;
}

/** From the daemon's snapshot when one runs, else from the store. Nothing is dialled either way. */
export async function readCandidates(session: Session): Promise<Candidates> {
  const client = await session.daemonIfThere();
  const views = client === undefined ? undefined : await ask(client, session);
  if (views !== undefined)
    return {
      machines: views.map((view) => ({
        name: view.name,
        target: (form) => Promise.resolve(targetOf(view, form)),
      })),
      places: [],
      isWatched: true,
    };
  // Loaded when needed: a daemon's answer does without VirtualBox and certificates.
  const { readOfflineMachines } = await import('../../daemon/offline-targets.ts');
  const found = await readOfflineMachines(await session.readSettings(), session.world.environment);
  for (const problem of found.problems) session.remark(`warning: ${problem}`);
  return {
    machines: found.machines.map(({ name, target }) => ({ name, target: async () => asTcp(await target()) })),
    places: found.places,
    isWatched: false,
  };
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

function asTcp<T extends object>(target: T): T & { readonly form: 'tcp' } {
  return { ...target, form: 'tcp' };
}
