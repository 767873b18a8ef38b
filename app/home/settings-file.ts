import { lstat } from 'node:fs/promises';
import type { z } from 'zod';
import type { SettingValue } from '../../shared/control/change-words.ts';
import { nearest } from '../../shared/nearest.ts';
import { defaultSettings, settingsShape, type SettingKey, type Settings } from '../../shared/settings.ts';
import { NotOurs, readOwn } from './own-file.ts';

export interface SettingProblem {
  readonly key: string;
  /** One sentence: which key, what it holds, what is expected, which key may have been meant. */
  readonly sentence: string;
}

/** What the file holds, as it is; undefined when it is no JSON object. */
export type RawSettings = Readonly<Record<string, unknown>>;

/** Settings that can be used in any case, and what is wrong with the file, if anything. */
export type SettingsReading =
  | {
      readonly kind: 'read';
      readonly settings: Settings;
      readonly keys: readonly SettingKey[];
      readonly raw: RawSettings | undefined;
    }
  | {
      readonly kind: 'mistaken';
      readonly settings: Settings;
      readonly keys: readonly SettingKey[];
      readonly raw: RawSettings | undefined;
      readonly problems: readonly SettingProblem[];
      /** All problems, file first, as one text for the log and the terminal. */
      readonly reason: string;
    };

/** A settings file is a handful of lines; more is some other file. */
const longestBytes = 256 * 1024;

/**
 * Reads `settings.json`: one flat JSON object with what differs from the defaults. A key that cannot be
 * used keeps the value of `fallback` (the last good settings of a running daemon), and the others apply:
 * one typing mistake must not turn everything else off. A missing file is no problem. Never throws.
 */
export async function readSettings(
  file: string,
  fallback: Settings = defaultSettings,
): Promise<SettingsReading> {
  let text: string;
  try {
    const found = await lstat(file);
    if (!found.isFile()) return unusable(file, 'it is not a file', fallback);
    if (found.size > longestBytes)
      return unusable(file, `it has ${found.size} bytes, more than ${longestBytes}`, fallback);
    text = await readOwn(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'read', settings: defaultSettings, keys: [], raw: {} };
    if (error instanceof NotOurs) return unusable(file, error.message, fallback);
    return unusable(file, code === 'EACCES' ? 'you may not read it' : (code ?? 'unknown reason'), fallback);
  }
  return parseSettings(file, text, fallback);
}

/** The same for a text already in hand; `file` is only for sentences. */
export function parseSettings(file: string, text: string, fallback: Settings): SettingsReading {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return unusable(file, `it is not JSON: ${(error as Error).message}`, fallback);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return unusable(file, 'it must hold one JSON object, as in {"route.repair": "off"}', fallback);

  const settings: Record<string, unknown> = { ...defaultSettings };
  const keys: SettingKey[] = [];
  const problems: SettingProblem[] = [];
  for (const [key, given] of Object.entries(value)) {
    if (!isSettingKey(key)) {
      problems.push(unknownKey(key));
      continue;
    }
    const parsed = (settingsShape[key] as z.ZodType).safeParse(given);
    if (parsed.success) {
      settings[key] = parsed.data;
      keys.push(key);
    } else {
      settings[key] = fallback[key];
      problems.push(
        wrongValue({ key, given, expected: expectation(key, parsed.error), kept: fallback[key] }),
      );
    }
  }
  const complete = settings as unknown as Settings;
  const raw = { ...value };
  if (problems.length === 0) return { kind: 'read', settings: complete, keys, raw };
  const reason = `${file}: ${problems.map(({ sentence }) => sentence).join('; ')}`;
  return { kind: 'mistaken', settings: complete, keys, raw, problems, reason };
}

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingsShape, key);
}

/** A key and a value somebody asks for, or what is wrong with them. null stands for the default. */
export function checkSetting(
  key: string,
  value: unknown,
):
  | { readonly key: SettingKey; readonly value: SettingValue | null }
  | { readonly problem: string; readonly meant?: string } {
  if (!isSettingKey(key)) {
    const meant = nearest(key, Object.keys(settingsShape));
    const problem = `there is no setting ${quoted(key)}`;
    return meant === undefined ? { problem } : { problem, meant };
  }
  if (value === null) return { key, value };
  const parsed = (settingsShape[key] as z.ZodType<SettingValue>).safeParse(value);
  if (parsed.success) return { key, value: parsed.data };
  return { problem: `"${key}" cannot be ${quoted(value)}, ${expectation(key, parsed.error)}` };
}

function unknownKey(key: string): SettingProblem {
  const meant = nearest(key, Object.keys(settingsShape));
  const sentence = `there is no setting ${quoted(key)}${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
  return { key, sentence };
}

function wrongValue(wrong: {
  key: SettingKey;
  given: unknown;
  expected: string;
  kept: unknown;
}): SettingProblem {
  const { key, given, expected, kept } = wrong;
  return { key, sentence: `"${key}" is ${quoted(given)}, ${expected}; ${quoted(kept)} is used` };
}

function expectation(key: SettingKey, error: z.ZodError): string {
  const schema = settingsShape[key] as z.ZodType;
  const inner = 'unwrap' in schema ? (schema.unwrap as () => z.ZodType)() : schema;
  const options = 'options' in inner ? (inner.options as readonly unknown[]) : [];
  if (options.length > 0) return `expected one of ${options.map(String).join(', ')}`;
  return `expected: ${error.issues.map((issue) => issue.message.replace(/^(Invalid input|Too small|Too big): expected /, '')).join(', ')}`;
}

/** Values are shown as JSON, cut so that a whole file in one value does not flood a terminal. */
function quoted(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function unusable(file: string, why: string, fallback: Settings): SettingsReading {
  const sentence = `the settings in ${file} cannot be used: ${why}`;
  return {
    kind: 'mistaken',
    settings: fallback,
    keys: [],
    raw: undefined,
    problems: [{ key: '', sentence }],
    reason: sentence,
  };
}
