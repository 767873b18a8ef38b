import * as z from 'zod';
import type { SettingValue, SettingView } from './control/change-words.ts';
import { defaultSettings, settingsShape, type SettingKey } from './settings.ts';

/** What kind of value a setting takes, read from its schema, so that no second list can go out of date. */
type Kind = Pick<SettingView, 'kind' | 'choices' | 'least' | 'most'>;

export const settingKeys = Object.keys(settingsShape) as SettingKey[];

/** The daemon's tools are built with these; a change opens them anew. */
const reopening = /^(platform|stores|route\.sudo|network\.guestProxy|tools\..*)$/;

export function reopensTools(key: SettingKey): boolean {
  return reopening.test(key);
}

function kindOfSetting(key: SettingKey): Kind {
  const schema = (settingsShape[key] as z.ZodDefault).unwrap();
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean' };
  if (schema instanceof z.ZodNumber)
    return { kind: 'number', ...limit('least', schema.minValue), ...limit('most', schema.maxValue) };
  if (schema instanceof z.ZodEnum) return { kind: 'choice', choices: schema.options.map(String) };
  if (schema instanceof z.ZodArray) return { kind: 'list' };
  return { kind: 'text' };
}

function limit(name: 'least' | 'most', value: number | null): Partial<Record<'least' | 'most', number>> {
  return value === null ? {} : { [name]: value };
}

export function viewSetting(key: SettingKey, value: SettingValue): SettingView {
  const schema: z.ZodType = settingsShape[key];
  return {
    key,
    value,
    default: defaultSettings[key],
    changed: !sameValue(value, defaultSettings[key]),
    meaning: schema.description ?? '',
    ...kindOfSetting(key),
    effect: reopensTools(key) ? 'reopen' : 'at-once',
  };
}

export function sameValue(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * What was typed for a setting, as its kind: `true` and `on` for yes, `off` as it is for a choice, a number, a list
 * as JSON or with commas. What does not fit stays text, and the schema says what is wrong with it.
 */
export function readTyped(key: SettingKey, typed: readonly string[]): unknown {
  const { kind } = kindOfSetting(key);
  const text = typed.join(' ');
  switch (kind) {
    case 'boolean':
      if (['true', 'on', 'yes'].includes(text)) return true;
      return ['false', 'off', 'no'].includes(text) ? false : text;
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'list':
      return typed.length > 1 ? [...typed] : readList(text);
    case 'choice':
    case 'text':
      return text;
  }
}

function readList(text: string): unknown {
  if (!text.trimStart().startsWith('[')) return text === '' ? [] : text.split(',').map((part) => part.trim());
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
