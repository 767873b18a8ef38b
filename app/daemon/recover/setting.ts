import { sameValue } from '../../../shared/setting-kinds.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { isSettingKey } from '../../home/settings-file.ts';
import { parsedValue } from '../undo/setting.ts';
import { made, notMade, open, type Cut, type Found } from './found.ts';

/** settings.json is replaced by a rename: it has the value or it has not. */
export function recoverSetting({ parts, entry }: Cut): Found {
  const { key } = entry.undo;
  if (typeof key !== 'string' || !isSettingKey(key)) return notMade('there is no such setting any more');
  if (parts.live.problem !== undefined) return open(parts.live.problem);
  const now = parts.live.settings[key];
  const text = `${key} is ${JSON.stringify(now)}`;
  return sameValue(now, parsedValue(entry.undo['after']) ?? defaultSettings[key])
    ? made(text)
    : notMade(text);
}
