import { readInstalled } from '../sudoers/installed.ts';
import { cannot, changed, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/** The permission for routes: what is there is looked at, but it takes a person's password to change it. */
export async function planSudoers({ live }: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const { path: file, before, after } = entry.undo;
  if (typeof file !== 'string') return cannot('the journal does not say which file it was');
  const there = await readInstalled(file, { settings: live.settings });
  if (there.kind === 'unreadable') return cannot(`${there.reason}: fairlead sudoers --remove`);
  const now = there.kind === 'text' ? there.text : null;
  if (now === (before ?? null))
    return nothing(`${file} is ${now === null ? 'not there' : 'as it was before'}`);
  if (now !== (after ?? null)) return changed(`${file} was changed since, and stays`);
  const verb = after === null || typeof before === 'string' ? 'install' : 'remove';
  return cannot(`it takes your password: fairlead sudoers --${verb}`);
}
