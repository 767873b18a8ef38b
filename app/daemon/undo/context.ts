import { undoContextChange } from '../../context/change.ts';
import { isFairleads } from '../../context/wanted.ts';
import type { JournalEntry } from '../../ports.ts';
import { cannot, changed, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/** A Docker context, or which one is selected. What somebody changed since stays. */
export async function planContext(parts: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const { contexts } = parts;
  const { verb, folder, name, host, hostBefore, before } = entry.undo;
  if (folder !== contexts.folder)
    return cannot(`Docker's folder was ${String(folder)} then; start with DOCKER_CONFIG set to it`);
  if (verb === 'select') {
    const selected = await contexts.readSelected();
    if (selected.kind === 'unreadable') return cannot(selected.reason);
    const now = selected.value ?? null;
    if (now === (before ?? null)) return nothing(`the context ${now ?? 'default'} is selected already`);
    if (now !== (name ?? null))
      return changed(`the context ${now ?? 'default'} was selected since, and stays`);
    return plan(parts, entry, `select the Docker context ${typeof before === 'string' ? before : 'default'}`);
  }
  if (typeof name !== 'string') return cannot('the journal does not say which context it was');
  const found = await contexts.read(name);
  if (found.kind === 'unreadable') return cannot(found.reason);
  const there = found.value;
  if ((there?.host ?? null) === (hostBefore ?? null))
    return nothing(
      there === undefined ? `the Docker context ${name} is gone already` : `${name} is as it was`,
    );
  if (there !== undefined && (!isFairleads(there) || there.host !== host))
    return changed(`the Docker context ${name} was changed since, and stays`);
  const back =
    typeof hostBefore === 'string' ? `point ${name} at ${hostBefore}` : `remove the Docker context ${name}`;
  return plan(parts, entry, back);
}

function plan({ contexts, remembered }: UndoParts, entry: JournalEntry, text: string): Plan {
  return {
    kind: 'act',
    text,
    act: async () => {
      const { name, hostBefore, verb } = entry.undo;
      // Without this it would be written again with the next snapshot.
      const isRemoval = verb === 'write' && typeof hostBefore !== 'string';
      if (isRemoval && typeof name === 'string') await remembered.noteContext(name, 'unwanted');
      const said = await undoContextChange(contexts, entry);
      if (verb === 'select') {
        const now = await contexts.readSelected();
        return {
          ok: now.kind === 'read' && (now.value ?? null) === (entry.undo['before'] ?? null),
          text: said,
        };
      }
      const now = await contexts.read(String(name));
      return { ok: now.kind === 'read' && (now.value?.host ?? null) === (hostBefore ?? null), text: said };
    },
  };
}
