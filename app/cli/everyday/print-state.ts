import type { Session } from '../session.ts';
import { chooseKnown, readKnownMachines } from './known-machines.ts';
import { readLive } from './live.ts';
import { stateWord } from './state-words.ts';

/** docker-machine's `status`: one word, as VirtualBox says now. */
export async function printState(session: Session, name: string): Promise<undefined> {
  const known = await readKnownMachines(session);
  const one = chooseKnown(known, name);
  const state = stateWord((await readLive(session, known.settings, one)).state);
  session.print({ machine: one.name, state }, () => `${state}\n`);
  return undefined;
}
