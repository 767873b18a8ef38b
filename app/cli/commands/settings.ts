import type { Command } from 'commander';
import type { SettingChange, SettingView } from '../../../shared/control/change-words.ts';
import { checkSetting } from '../../home/settings-file.ts';
import { nearest } from '../../../shared/nearest.ts';
import { readTyped, settingKeys } from '../../../shared/setting-kinds.ts';
import type { SettingKey } from '../../../shared/settings.ts';
import type { SettingsClient } from '../../daemon/offline-settings.ts';
import { prepareHome } from '../../home/prepare.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { historyText, listText } from '../print/settings.ts';
import type { Session } from '../session.ts';
import { settingsManuals as manuals } from './settings-manuals.ts';

export function addSettings(line: CommandLine, program: Command): void {
  const group = line.group(program, 'settings', 'show and change the settings');

  line.does(line.add(group, { ...manuals.list, isDefault: true }), async (session) => {
    const client = await openSettings(session, { changes: false });
    const rows = await client.settings({});
    session.print(rows, () => listText(rows, session.paper));
    return undefined;
  });

  line.does(line.add(group, manuals.get), async (session, _options, [word = '']) => {
    const key = keyOf(word);
    const rows = await (await openSettings(session, { changes: false })).settings({});
    const row = rows.find((one) => one.key === key);
    if (row === undefined) throw unknown(word);
    session.print(row, () => `${valueText(row)}\n`);
    return undefined;
  });

  const set = line.add(group, manuals.set);
  line.does(set, async (session, _options, [word = '', ...typed]) => {
    const key = keyOf(word);
    // commander hands the rest of the words as one list.
    const words = typed.flat().filter((one) => one !== undefined);
    const value = readTyped(key, words);
    const checked = checkSetting(key, value);
    if ('problem' in checked)
      throw new CommandError('bad-request', checked.problem, {
        hint: `fairlead settings get ${key}, or what it may be: fairlead settings list`,
        exitCode: exitCodes.usage,
      });
    return change(session, { key, value });
  });

  line.does(line.add(group, manuals.unset), (session, _options, [word = '']) =>
    change(session, { key: keyOf(word), value: null }),
  );

  line.does(line.add(group, manuals.history), async (session, _options, [word]) => {
    const key = word === undefined ? undefined : keyOf(word);
    const history = await readHistory(session, key);
    session.print(history, () => historyText(history, session.paper));
    return undefined;
  });

  line.does(line.add(group, manuals.revert), async (session, _options, [word]) => {
    const key = word === undefined ? undefined : keyOf(word);
    const last = (await readHistory(session, key)).at(-1);
    if (last === undefined)
      throw new CommandError(
        'not-possible',
        `${key ?? 'no setting'} has ${key === undefined ? 'ever' : 'never'} been changed`,
        {
          hint: 'fairlead settings list',
        },
      );
    return change(session, { key: keyOf(last.key), value: last.before });
  });
}

async function readHistory(session: Session, key: SettingKey | undefined): Promise<readonly SettingChange[]> {
  const client = await openSettings(session, { changes: false });
  const history = await client.settingsHistory({});
  return key === undefined ? history : history.filter((one) => one.key === key);
}

async function change(
  session: Session,
  wanted: { readonly key: SettingKey; readonly value: unknown },
): Promise<undefined> {
  const client = await openSettings(session, { changes: true });
  const value = wanted.value as Parameters<SettingsClient['changeSetting']>[0]['value'];
  const result = await client.changeSetting({ key: wanted.key, value, by: 'cli' });
  session.print(result, () => `${result.sentence}\n`);
  return undefined;
}

/** Through the daemon, so that a change applies at once; on the file when none runs. */
async function openSettings(session: Session, task: { readonly changes: boolean }): Promise<SettingsClient> {
  // What is wrong with the file is said in any case.
  if (!task.changes) await session.readSettings();
  const client = await session.daemonIfThere();
  if (client !== undefined) return client;
  if (task.changes) {
    const prepared = prepareHome(session.home);
    if (prepared.kind === 'refused')
      throw new CommandError('home-refused', prepared.reason, { hint: prepared.next });
  }
  const { openOfflineSettings } = await import('../../daemon/offline-settings.ts');
  const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  return openOfflineSettings(session.home, silent);
}

function keyOf(word: string): SettingKey {
  const key = settingKeys.find((one) => one === word);
  if (key === undefined) throw unknown(word);
  return key;
}

function unknown(word: string): CommandError {
  const near = nearest(word, settingKeys);
  return new CommandError('bad-request', `there is no setting "${word}"`, {
    hint: near === undefined ? 'fairlead settings list' : `did you mean ${near}?`,
    exitCode: exitCodes.usage,
  });
}

function valueText({ value }: SettingView): string {
  return Array.isArray(value) ? value.join('\n') : String(value);
}

function nothing(): void {
  // A command that only changes a file has no log; what goes wrong is its own error.
}
