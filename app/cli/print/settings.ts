import type { SettingChange, SettingView } from '../../../shared/control/change-words.ts';
import { printable } from '../../../shared/wording.ts';
import { table } from './table.ts';
import { styled, wrap, type Paper } from './terminal.ts';

export function listText(rows: readonly SettingView[], paper: Paper): string {
  return rows
    .map((row) => {
      const now = printable(`${row.key} = ${JSON.stringify(row.value)}`);
      const was = row.changed ? `  (default ${JSON.stringify(row.default)})` : '';
      const words = `${row.meaning}${takes(row)}`;
      return `${styled(paper, row.changed ? 'yellow' : 'bold', now)}${was}\n    ${wrap(words, paper.width - 4, '    ')}\n`;
    })
    .join('');
}

/** What may be set, as far as the meaning does not say it. */
function takes({ kind, choices = [], least, most }: SettingView): string {
  if (kind === 'choice') return ` Takes: ${choices.join(', ')}.`;
  return kind === 'number' && least !== undefined && most !== undefined ? ` Takes: ${least} to ${most}.` : '';
}

export function historyText(history: readonly SettingChange[], paper: Paper): string {
  if (history.length === 0) return 'Nothing has been changed yet.\n';
  const rows = history.map(({ at, key, before, after, by }) => [
    at.replace('T', ' ').replace(/\.\d+Z$/, 'Z'),
    key,
    shown(before),
    shown(after),
    by,
  ]);
  return table(paper, { headings: ['WHEN', 'SETTING', 'BEFORE', 'AFTER', 'BY'], rows, cutFirst: [2, 3] });
}

function shown(value: SettingChange['before']): string {
  return value === null ? '(default)' : printable(JSON.stringify(value));
}
