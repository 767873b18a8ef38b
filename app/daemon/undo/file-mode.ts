import { chmod } from 'node:fs/promises';
import { modeOf } from '../../doctor/checks/file-mode.ts';
import { cannot, changed, nothing, type Plan, type UndoRequest } from './plan.ts';

/** The permissions a file had, although they were wrong: to undo means what it says. */
export async function planFileMode({ entry }: UndoRequest): Promise<Plan> {
  const { file, before, after } = entry.undo;
  if (typeof file !== 'string' || typeof before !== 'string') return cannot('it is not known what they were');
  const now = await modeOf(file);
  if (now === undefined) return nothing(`${file} is not there any more`);
  if (now === before) return nothing(`${file} has ${before} already`);
  if (now !== after) return changed(`${file} was given ${now} since, and keeps it`);
  return {
    kind: 'act',
    text: `give ${file} the permissions ${before} again`,
    act: async () => {
      await chmod(file, parseInt(before, 8));
      const ok = (await modeOf(file)) === before;
      return { ok, text: `${file} has ${ok ? `${before} again` : 'other permissions'}` };
    },
  };
}
