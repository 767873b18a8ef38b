import { takesPassword } from '../../../shared/control/change-words.ts';
import { readInstalled } from '../sudoers/installed.ts';
import { cannot, changed, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/**
 * The permission for routes: what is there is looked at, but it takes a person's password to change it, which the
 * caller asks for where there is a person. An older text is never put back: it would come as root from a journal that
 * every program of the same user can write.
 */
export async function planSudoers({ live }: UndoParts, { entry, chosen }: UndoRequest): Promise<Plan> {
  const { path: file } = entry.undo;
  if (typeof file !== 'string') return cannot('the journal does not say which file it was');
  const there = await readInstalled(file, { settings: live.settings });
  if (there.kind === 'unreadable') return cannot(`${there.reason}: fairlead sudoers --remove`);
  const now = there.kind === 'text' ? there.text : null;
  // Several changes of it that are undone together are one, from what was there before the first.
  const together = chosen.filter(({ kind }) => kind === 'sudoers');
  const before = together.at(-1)?.undo['before'] ?? null;
  const after = together[0]?.undo['after'] ?? null;
  if (now === before) return nothing(`${file} is ${now === null ? 'not there' : 'as it was before'}`);
  if (now !== after) return changed(`${file} was changed since, and stays`);
  if (before === null) return cannot(`${takesPassword}: fairlead sudoers --remove`);
  return cannot(
    now === null
      ? `${file} is written anew, with your password: fairlead sudoers --install`
      : 'a text that was out of date is not put back; the file goes with your password: fairlead sudoers --remove',
  );
}
