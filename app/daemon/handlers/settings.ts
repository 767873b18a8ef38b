import type { Out, Parsed } from '../../../shared/control/contract.ts';
import { settingKeys, viewSetting } from '../../../shared/setting-kinds.ts';
import { checkWanted } from '../../home/settings-store.ts';
import type { Journal } from '../../ports.ts';
import type { LiveSettings } from '../live-settings.ts';

export interface SettingsParts {
  readonly live: LiveSettings;
  readonly journal: Journal;
}

export function listSettings({ live }: SettingsParts): Out<'settings'> {
  return settingKeys.map((key) => viewSetting(key, live.settings[key]));
}

/** Changes a setting as the journal has every change: written down first, with what was there before. */
export async function changeSetting(
  { live, journal }: SettingsParts,
  input: Parsed<'changeSetting'>,
): Promise<Out<'changeSetting'>> {
  const { key, value } = checkWanted(input);
  const now = live.settings[key];
  // What changes nothing is no change to be undone, or to be read about.
  if (await live.has({ key, value, by: input.by }))
    return { changed: false, setting: viewSetting(key, now), sentence: `${key} was ${shown(now)} already.` };
  const change = await journal.begin({
    kind: 'settings',
    description: `setting ${key}: ${shown(now)} -> ${value === null ? 'default' : shown(value)}`,
    undo: { key, before: JSON.stringify(now), after: JSON.stringify(value) },
  });
  try {
    const { before, after } = await live.change({ key, value, by: input.by });
    const changed = JSON.stringify(before) !== JSON.stringify(after);
    await change.end(changed ? 'done' : 'failed');
    const setting = viewSetting(key, live.settings[key]);
    return { changed, setting, sentence: changed ? said(setting) : `${key} was ${shown(now)} already.` };
  } catch (error) {
    await change.end('failed');
    throw error;
  }
}

function said({ key, value, changed, effect }: Out<'settings'>[number]): string {
  const when = effect === 'reopen' ? ' A daemon opens its tools anew for it.' : '';
  return `${key} is ${shown(value)} now${changed ? '' : ', its default'}.${when}`;
}

/** A list of a hundred paths in one line helps nobody. */
function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
