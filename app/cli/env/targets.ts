import { homedir } from 'node:os';
import type { MachineView } from '../../../shared/snapshot.ts';
import { readStore, storeBases } from '../../machine/store.ts';
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
  if (client === undefined) return readStoreCandidates(session);
  return (await client.machines({}, session.world.signal)).map(fromView);
}

function fromView(machine: MachineView): Candidate {
  const { name, dockerHost, certPath } = machine;
  const isComplete = dockerHost !== undefined && certPath !== undefined;
  return {
    name,
    target: isComplete
      ? { name, dockerHost, certPath }
      : { missing: `it is ${machine.state} and has no address` },
  };
}

async function readStoreCandidates(session: Session): Promise<readonly Candidate[]> {
  const { stores } = await session.readSettings();
  const { environment } = session.world;
  const candidates: Candidate[] = [];
  for (const base of storeBases(stores, environment, environment['HOME'] ?? homedir())) {
    const entries = await readStore(base);
    if (entries.kind === 'unreadable') {
      session.remark(`warning: ${entries.reason}`);
      continue;
    }
    for (const entry of entries.value) {
      if (entry.kind === 'broken') {
        candidates.push({ name: entry.name, target: { missing: entry.reason } });
        continue;
      }
      const { name, guestIp, directory, engine } = entry.machine;
      candidates.push({
        name,
        target:
          guestIp === undefined
            ? { missing: 'the store has no address for it, as after a stop' }
            : { name, dockerHost: `tcp://${guestIp}:${engine.port}`, certPath: directory },
      });
    }
  }
  return candidates;
}
