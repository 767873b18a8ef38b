import type { Out } from '../../../shared/control/contract.ts';
import type { Journal } from '../../ports.ts';

export async function listJournal({ journal }: { readonly journal: Journal }): Promise<Out<'journal'>> {
  const entries = await journal.entries();
  return entries.map(({ id, at, state, kind, machine, description }) => ({
    id,
    at,
    state,
    kind,
    ...(machine === undefined ? {} : { machine }),
    description,
    undoable: false,
    undo: '',
  }));
}
