import { made, notMade, open, type Cut, type Found } from './found.ts';
import { readInstalled } from '../sudoers/installed.ts';

/** The file is put in place by one rename: it is ours as it was to be, or it is not there. */
export async function recoverSudoers({ parts, entry }: Cut): Promise<Found> {
  const { path: file, after } = entry.undo;
  if (typeof file !== 'string') return notMade('the journal does not say which file it was');
  const there = await readInstalled(file, { settings: parts.live.settings });
  if (there.kind === 'unreadable') return open(there.reason);
  const wanted = typeof after === 'string' ? after : undefined;
  const now = there.kind === 'absent' ? undefined : there.text;
  const text = `${file} is ${there.kind === 'absent' ? 'not there' : now === wanted ? 'as it was to be' : 'another one'}`;
  return now === wanted ? made(text) : notMade(text);
}
