import type { MenuItemConstructorOptions } from 'electron';

export interface AppMenuOptions {
  readonly isPackaged: boolean;
  readonly quit: () => void;
  readonly hidePanel: () => void;
}

/**
 * The menu that belongs to the panel. Nobody sees it, because an app without a dock icon has no menu bar, but its
 * keys work: without one of our own, Electron's default quits at once on ⌘Q, and reloads the page on ⌘R. Copying and
 * selecting by key would not work without the edit menu.
 */
export function appMenu(options: AppMenuOptions): MenuItemConstructorOptions[] {
  const { isPackaged, quit, hidePanel } = options;
  return [
    {
      label: 'Fairlead',
      submenu: [{ label: 'Quit Fairlead…', accelerator: 'Command+Q', click: quit }],
    },
    { role: 'editMenu' },
    {
      label: 'Window',
      submenu: [{ label: 'Close', accelerator: 'Command+W', click: hidePanel }],
    },
    ...(isPackaged ? [] : [{ role: 'viewMenu' } as const]),
  ];
}
