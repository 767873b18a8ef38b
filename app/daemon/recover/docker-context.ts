import { isFairleads } from '../../context/wanted.ts';
import { made, notMade, open, type Cut, type Found } from './found.ts';

/** A context of ours, or which one is selected: as we wanted it, as it was, or as somebody made it since. */
export async function recoverContext({ parts, entry }: Cut): Promise<Found> {
  const { contexts, remembered } = parts;
  const { verb, folder, name, host, hostBefore, before } = entry.undo;
  if (folder !== contexts.folder)
    return open(`Docker's folder was ${String(folder)} then; looked at with DOCKER_CONFIG set to it`);
  if (verb === 'select') {
    const selected = await contexts.readSelected();
    if (selected.kind === 'unreadable') return open(selected.reason);
    const now = selected.value ?? null;
    if (now === (name ?? null)) return made(`the context ${now ?? 'default'} is selected`);
    return now === (before ?? null)
      ? notMade(`the context ${now ?? 'default'} is selected, as before`)
      : notMade(`the context ${now ?? 'default'} was selected since`);
  }
  if (typeof name !== 'string') return notMade('the journal does not say which context it was');
  const found = await contexts.read(name);
  if (found.kind === 'unreadable') return open(found.reason);
  const there = found.value;
  if (there === undefined) {
    // A folder without its file, which a crash leaves, makes `docker context ls` complain.
    await contexts.remove(name);
    return verb === 'remove' ? made(`${name} is gone`) : notMade(`there is no ${name}`);
  }
  if (!isFairleads(there)) return notMade(`${name} is somebody else's now, and stays`);
  if (verb === 'write')
    return there.host === host
      ? made(`${name} points at ${there.host}`)
      : notMade(`${name} points at ${there.host}`);
  if (there.host !== hostBefore || remembered.contextState(name) !== 'unwanted')
    return notMade(`${name} is still there`);
  await contexts.remove(name);
  return made(`${name} was still there and has been removed, as you had asked`);
}
