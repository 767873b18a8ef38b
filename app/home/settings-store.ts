import { FailureError } from '../../shared/control/failure.ts';
import type { SettingChange, SettingValue } from '../../shared/control/change-words.ts';
import { sameValue, settingKeys } from '../../shared/setting-kinds.ts';
import { defaultSettings, type SettingKey, type Settings } from '../../shared/settings.ts';
import { writeAtomic } from './atomic.ts';
import type { Home } from './home.ts';
import { checkSetting, readSettings, type SettingsReading } from './settings-file.ts';
import { appendSettingsHistory, lastRecorded, readSettingsHistory } from './settings-history.ts';

/** A change of one setting that somebody asks for; null puts the default back. */
export interface WantedSetting {
  readonly key: string;
  readonly value: unknown;
  readonly by: SettingChange['by'];
}

/** Throws FailureError with the nearest name, or with what the key takes. */
export function checkWanted({ key, value }: Pick<WantedSetting, 'key' | 'value'>): {
  readonly key: SettingKey;
  readonly value: SettingValue | null;
} {
  const checked = checkSetting(key, value);
  if ('problem' in checked)
    throw new FailureError('bad-request', checked.problem, {
      hint: checked.meant === undefined ? 'fairlead settings list' : `did you mean ${checked.meant}?`,
    });
  return checked;
}

/**
 * The settings for somebody who begins only now. What the file cannot tell, because a crash or a hand has spoilt it, is as
 * it last was by the history: whoever had repairing switched off must not find it on again.
 */
export async function readSettingsAtStart(
  home: Pick<Home, 'settings' | 'settingsHistory'>,
): Promise<SettingsReading> {
  const reading = await readSettings(home.settings);
  if (reading.kind === 'read') return reading;
  const history = await readSettingsHistory(home.settingsHistory).catch(() => []);
  const last = [...lastRecorded(history)].filter(([key, value]) => !('problem' in checkSetting(key, value)));
  return readSettings(home.settings, { ...defaultSettings, ...Object.fromEntries(last) });
}

/**
 * Writes one setting into settings.json and its history, keeping everything else of the file as it is. A file that
 * is no JSON object is left alone: what somebody was writing there must not be lost.
 */
export async function storeSetting(
  home: Home,
  wanted: WantedSetting,
  now: number,
): Promise<{ readonly before: SettingValue | null; readonly after: SettingValue | null }> {
  const { key, before, after, raw, stands } = await planned(home, wanted);
  if (stands) return { before, after };
  const { [key]: _old, ...others } = raw;
  const file = after === null ? others : { ...raw, [key]: after };
  await writeAtomic(home.settings, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  const at = new Date(now).toISOString();
  await appendSettingsHistory(home.settingsHistory, [{ at, key, before, after, by: wanted.by }]);
  return { before, after };
}

/** Whether the file says so already, so that nothing would be written. Throws as `storeSetting` does. */
export async function isStored(home: Home, wanted: WantedSetting): Promise<boolean> {
  return (await planned(home, wanted)).stands;
}

async function planned(home: Home, wanted: WantedSetting) {
  const { key, value } = checkWanted(wanted);
  const reading = await readSettings(home.settings);
  if (reading.raw === undefined)
    throw new FailureError('not-possible', reading.kind === 'mistaken' ? reading.reason : 'no settings', {
      hint: `mend it, or set it aside: mv '${home.settings}' '${home.settings}.old'`,
    });
  const before = reading.keys.includes(key) ? reading.settings[key] : null;
  // A value that cannot be used is replaced even by the default it stood for.
  const stands = sameValue(before, value) && (value !== null || reading.raw[key] === undefined);
  return { key, before, after: value, raw: reading.raw, stands };
}

/** What a reading of the file says beyond the history was done by hand; written down as such, and returned. */
export async function noteHandEdits(
  home: Home,
  reading: SettingsReading,
  now: number,
): Promise<readonly SettingChange[]> {
  if (reading.raw === undefined) return [];
  const known = lastRecorded(await readSettingsHistory(home.settingsHistory));
  const at = new Date(now).toISOString();
  const edits = settingKeys.flatMap((key): SettingChange[] => {
    const before = known.get(key) ?? null;
    const after = reading.keys.includes(key) ? reading.settings[key] : null;
    // A key that is there and cannot be used has not become the default: it keeps its last good value.
    const isMistaken = after === null && reading.raw !== undefined && Object.hasOwn(reading.raw, key);
    return sameValue(before, after) || isMistaken ? [] : [{ at, key, before, after, by: 'hand' }];
  });
  await appendSettingsHistory(home.settingsHistory, edits);
  return edits;
}

/** Keys whose value differs. */
export function differingKeys(one: Settings, other: Settings): readonly SettingKey[] {
  return settingKeys.filter((key) => !sameValue(one[key], other[key]));
}
