import type { MenuItemConstructorOptions } from 'electron';
import type { MenuAction, MenuRow } from './tray-menu.ts';

/** Rows of data as Electron's menu items. */
export function menuTemplate(
  rows: readonly MenuRow[],
  act: (action: MenuAction) => void,
): MenuItemConstructorOptions[] {
  return rows.map((row) => item(row, act));
}

function item(row: MenuRow, act: (action: MenuAction) => void): MenuItemConstructorOptions {
  switch (row.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'text':
      return { label: escaped(row.label), enabled: false };
    case 'action':
      return { label: escaped(row.label), click: () => act(row.action) };
    case 'checkbox':
    case 'radio':
      return {
        label: escaped(row.label),
        type: row.kind,
        checked: row.checked,
        click: () => act(row.action),
      };
    case 'submenu':
      return { label: escaped(row.label), submenu: menuTemplate(row.rows, act) };
  }
}

/** A single & would be taken for the mark of a keyboard shortcut and vanish. */
function escaped(label: string): string {
  return label.replaceAll('&', '&&');
}
