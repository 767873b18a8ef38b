import type { Command } from 'commander';
import type { z } from 'zod';
import { defaultSettings, settingsShape, type SettingKey } from '../../../shared/settings.ts';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { styled, wrap } from '../print/terminal.ts';

export function addSettings(line: CommandLine, program: Command): void {
  const group = line.group(program, 'settings', 'show the settings');
  const list = line.add(group, {
    usage: 'list',
    isDefault: true,
    summary: 'list every setting with its value, default and meaning',
    manual: {
      about: [
        'The settings are one flat JSON object in settings.json in the home folder, holding only what differs from the defaults: {"route.repair": "off"}. A key that cannot be used is named, and its default applies.',
      ],
      examples: [
        ['fairlead settings', 'the list'],
        ['fairlead settings list --json', 'for programs'],
      ],
    },
  });
  line.does(list, async (session) => {
    const settings = await session.readSettings();
    const rows = (Object.keys(settingsShape) as SettingKey[]).map((key) => ({
      key,
      value: settings[key],
      default: defaultSettings[key],
      changed: JSON.stringify(settings[key]) !== JSON.stringify(defaultSettings[key]),
      meaning: (settingsShape[key] as z.ZodType).description ?? '',
    }));
    const { paper } = session;
    session.print(rows, () =>
      rows
        .map((row) => {
          const now = printable(`${row.key} = ${JSON.stringify(row.value)}`);
          const was = row.changed ? `  (default ${JSON.stringify(row.default)})` : '';
          return `${styled(paper, row.changed ? 'yellow' : 'bold', now)}${was}\n    ${wrap(row.meaning, paper.width - 4, '    ')}\n`;
        })
        .join(''),
    );
    return undefined;
  });
}
