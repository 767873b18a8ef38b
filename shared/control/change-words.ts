import * as z from 'zod';

/** The words of what was changed and how it is undone: settings, journal, permission for routes. */

const time = z.iso.datetime();
/** What a setting holds: text, a number, true or false, a list of texts. */
const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
export type SettingValue = z.output<typeof Value>;

export const SettingView = z.strictObject({
  key: z.string(),
  value: Value,
  default: Value,
  changed: z.boolean(),
  meaning: z.string(),
  kind: z.enum(['boolean', 'number', 'text', 'choice', 'list']),
  /** For `choice`. */
  choices: z.array(z.string()).optional(),
  /** For `number`. */
  least: z.number().optional(),
  most: z.number().optional(),
  /** at-once: with the next look. reopen: the daemon's tools are opened anew, which takes a moment. */
  effect: z.enum(['at-once', 'reopen']),
});
export type SettingView = z.output<typeof SettingView>;

/** A change of one setting; null stands for "not set", which means its default. */
export const SettingChange = z.strictObject({
  at: time,
  key: z.string(),
  before: Value.nullable(),
  after: Value.nullable(),
  /** hand: somebody edited settings.json. */
  by: z.enum(['cli', 'panel', 'hand', 'undo']),
});
export type SettingChange = z.output<typeof SettingChange>;

export const SettingsChanged = z.strictObject({
  /** Whether anything was different from what was asked for. */
  changed: z.boolean(),
  setting: SettingView,
  sentence: z.string(),
});
export type SettingsChanged = z.output<typeof SettingsChanged>;

export const JournalLine = z.strictObject({
  id: z.string(),
  at: time,
  /** begun: a crash may have cut it. done: it stands. failed: it was not made. undone: it was put back. */
  state: z.enum(['begun', 'done', 'failed', 'undone']),
  kind: z.string(),
  machine: z.string().optional(),
  description: z.string(),
  /** Whether `undo` has something to put back; why not, or what it would do. */
  undoable: z.boolean(),
  undo: z.string(),
  /** After a crash in the middle of it: what was found in the world. */
  found: z.string().optional(),
});
export type JournalLine = z.output<typeof JournalLine>;

/** How `text` of an undo begins that a prompt would carry out: a terminal asks, a page of the panel may not. */
export const takesPassword = 'it takes your password';

export const Undone = z.strictObject({
  id: z.string(),
  description: z.string(),
  /**
   * undone: read back and right. would: in a dry run. nothing: it is as it was before already. changed: somebody
   * changed it since, so it was left alone. consent: containers would stop. failed: it was tried. cannot: no way.
   */
  outcome: z.enum(['undone', 'would', 'nothing', 'changed', 'consent', 'failed', 'cannot']),
  text: z.string(),
});
export type Undone = z.output<typeof Undone>;

export const UndoResult = z.strictObject({
  ok: z.boolean(),
  sentence: z.string(),
  entries: z.array(Undone),
});
export type UndoResult = z.output<typeof UndoResult>;

/** What came of them all: the sentence counts them. */
export function undoResult(entries: Undone[], isDryRun: boolean): UndoResult {
  const ok = entries.every(({ outcome }) => ['undone', 'would', 'nothing'].includes(outcome));
  return { ok, sentence: sentenceOf(entries, isDryRun), entries };
}

function sentenceOf(entries: readonly Undone[], isDryRun: boolean): string {
  if (entries.length === 0) return 'There is nothing to undo.';
  const count = (outcome: Undone['outcome']): number =>
    entries.filter((one) => one.outcome === outcome).length;
  if (isDryRun)
    return `${count('would')} of ${entries.length} changes would be put back; nothing has been changed.`;
  const rest = entries.length - count('undone') - count('nothing');
  const left = rest === 0 ? '' : `, ${rest} left as ${rest === 1 ? 'it is' : 'they are'}`;
  return `${count('undone')} put back, ${count('nothing')} needed nothing${left}.`;
}

export const SudoersView = z.strictObject({
  /** Where the file belongs. */
  path: z.string(),
  /** The whole file as it should be; absent when nothing may be written, with the reason in `problem`. */
  text: z.string().optional(),
  /**
   * current: byte for byte. outdated: it differs. absent: there is none. unreadable: it is there, and only root can
   * compare it. not-needed: Fairlead runs as root. impossible: no safe text can be written.
   */
  state: z.enum(['current', 'outdated', 'absent', 'unreadable', 'not-needed', 'impossible']),
  problem: z.string().optional(),
  /** Lines that are missing or too many, with + and -. */
  differences: z.array(z.string()),
  /** Whether the panel should offer it: it is absent, and nobody has said no. */
  offer: z.boolean(),
  /** Why it is asked for, in one sentence. */
  why: z.string(),
  /** What to type to install it. */
  command: z.string(),
});
export type SudoersView = z.output<typeof SudoersView>;

export const PermissionChanged = z.strictObject({
  /** declined: the person said no. prepared: the caller is to have sudo run `prepared.script`. */
  state: z.enum(['done', 'declined', 'failed', 'prepared']),
  sentence: z.string(),
  prepared: z
    .strictObject({
      id: z.string(),
      /** For /bin/sh, as root. */
      script: z.string(),
      /** What the password is for. */
      why: z.string(),
    })
    .optional(),
});
export type PermissionChanged = z.output<typeof PermissionChanged>;
