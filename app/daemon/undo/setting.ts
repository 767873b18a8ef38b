import { sameValue } from '../../../shared/setting-kinds.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { isSettingKey } from '../../home/settings-file.ts';
import { cannot, changed, nothing, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/** A setting goes back to what it was, unless it has been set to something else since. */
export function planSetting({ live }: UndoParts, { entry }: UndoRequest): Plan {
  const { key } = entry.undo;
  if (typeof key !== 'string' || !isSettingKey(key)) return cannot('there is no such setting any more');
  const before = parsedValue(entry.undo['before']);
  const after = parsedValue(entry.undo['after']) ?? defaultSettings[key];
  const now = live.settings[key];
  if (sameValue(now, before)) return nothing(`${key} is ${JSON.stringify(now)} already`);
  if (!sameValue(now, after)) return changed(`${key} was set to ${JSON.stringify(now)} since, and stays`);
  const value = sameValue(before, defaultSettings[key]) ? null : before;
  return {
    kind: 'act',
    text: `set ${key} to ${JSON.stringify(before)} again`,
    act: async () => {
      await live.change({ key, value, by: 'undo' });
      const ok = sameValue(live.settings[key], before);
      return { ok, text: `${key} is ${JSON.stringify(live.settings[key])}${ok ? ' again' : ''}` };
    },
  };
}

export function parsedValue(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
