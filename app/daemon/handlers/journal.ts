import type { Out } from '../../../shared/control/contract.ts';
import type { ChangeKind, Journal, JournalEntry } from '../../ports.ts';
import { isOpen } from '../undo/plan.ts';

/** What undoing does, in words; docs/undo.md has the conditions. */
const undoWords: { readonly [K in ChangeKind]: string } = {
  route: 'the rows that were removed come back, while their tunnel is there',
  'nat-rule': 'the rule is removed, or added again',
  'guest-certificate': 'the certificate before, in the machine and in the store; the engine restarts',
  'store-file': 'the certificate before, from its back-up beside it',
  'guest-file': 'the certificate before, or none',
  'host-address': 'nothing to put back',
  'docker-context': 'the context, or the selection, as it was',
  settings: 'the value before',
  sudoers: 'fairlead sudoers --remove, with your password',
  'published-port': 'the port is closed',
  'file-mode': 'the permissions before',
  'guest-clock': 'nothing to put back',
  'engine-start': 'nothing to put back',
  'guest-ca': 'the CA before, from its back-up in the machine',
};
const notUndone = new Set<ChangeKind>(['host-address', 'guest-clock', 'engine-start']);

export async function listJournal({ journal }: { readonly journal: Journal }): Promise<Out<'journal'>> {
  return (await journal.entries()).map(lineOf);
}

function lineOf(entry: JournalEntry): Out<'journal'>[number] {
  const { id, at, state, kind, machine, description, found } = entry;
  const isPart = typeof entry.undo['with'] === 'string';
  return {
    id,
    at,
    state,
    kind,
    ...(machine === undefined ? {} : { machine }),
    description,
    undoable: isOpen(entry) && (isPart || !notUndone.has(kind)),
    undo: isPart ? 'together with the certificate' : undoWords[kind],
    ...(found === undefined ? {} : { found }),
  };
}
