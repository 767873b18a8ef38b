import * as z from 'zod';
import {
  JournalLine,
  PermissionChanged,
  SettingChange,
  SettingView,
  SettingsChanged,
  SudoersView,
  UndoResult,
} from './change-words.ts';
import { command, query } from './method.ts';

const nothing = z.strictObject({});

/** The methods about what may be changed, what was, and how it is put back. A part of the table in contract.ts. */
export const care = {
  settings: query({
    path: 'settings',
    summary: 'Every setting with its value, default and meaning.',
    input: nothing,
    output: z.array(SettingView),
  }),
  changeSetting: command({
    path: 'settings/change',
    summary: 'Change one setting, or put it back to its default.',
    input: z.strictObject({
      key: z.string().max(100),
      value: z.json().describe('null puts the default back.'),
      by: z.enum(['cli', 'panel']).default('panel'),
    }),
    output: SettingsChanged,
  }),
  settingsHistory: query({
    path: 'settings/history',
    summary: 'What was changed in the settings, oldest first.',
    input: nothing,
    output: z.array(SettingChange),
  }),
  journal: query({
    path: 'journal',
    summary: 'Every change that was made, oldest first, with what undoes it.',
    input: nothing,
    output: z.array(JournalLine),
  }),
  undo: command({
    path: 'journal/undo',
    summary: 'Put back what was there before a change.',
    input: z.strictObject({
      which: z.union([z.enum(['last', 'all']), z.array(z.string().max(100)).max(1000)]),
      dryRun: z.boolean().default(false),
      restartEngine: z
        .boolean()
        .default(false)
        .describe('Consent to a restart of the engine, which stops containers.'),
    }),
    output: UndoResult,
  }),
  sudoers: query({
    path: 'sudoers',
    summary: 'The permission that repairing routes needs, as a sudoers file, and whether it is installed.',
    input: nothing,
    output: SudoersView,
  }),
  changePermission: command({
    path: 'sudoers/change',
    summary: 'Install or remove that file, with one prompt of the system.',
    input: z.strictObject({
      verb: z.enum(['install', 'remove']),
      by: z
        .enum(['daemon', 'caller'])
        .default('daemon')
        .describe(
          'daemon asks by the password sheet of macOS; caller is given what sudo is to run in its terminal, and then calls concludePermission.',
        ),
    }),
    output: PermissionChanged,
  }),
  concludePermission: command({
    path: 'sudoers/conclude',
    summary: 'Look at what came of a change that the caller had sudo run.',
    input: z.strictObject({ id: z.string().max(100), exitCode: z.int().min(0).max(255) }),
    output: PermissionChanged,
  }),
} as const;
