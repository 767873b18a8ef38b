import type * as Electron from 'electron';

/**
 * What this folder uses of Electron, as types only: main.ts hands the real things in, tests a stand-in that
 * cannot offer more than electron.d.ts does.
 */
export type AppPart = Pick<
  Electron.App,
  | 'commandLine'
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getLoginItemSettings'
  | 'isPackaged'
  | 'off'
  | 'on'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setActivationPolicy'
  | 'setLoginItemSettings'
  | 'whenReady'
>;
export type SessionPart = Pick<
  Electron.Session,
  'protocol' | 'setPermissionCheckHandler' | 'setPermissionRequestHandler' | 'webRequest'
>;
export type TrayPart = Pick<
  Electron.Tray,
  | 'getBounds'
  | 'isDestroyed'
  | 'on'
  | 'popUpContextMenu'
  | 'setIgnoreDoubleClickEvents'
  | 'setImage'
  | 'setToolTip'
>;
export type MenuPart = Pick<Electron.Menu, 'on'>;
export type NotificationPart = Pick<Electron.Notification, 'close' | 'on' | 'show'>;
export type ChildPart = Pick<Electron.UtilityProcess, 'kill' | 'on' | 'pid'>;

/** What menubar's window is asked for; its own types in short. */
export interface MenubarPart {
  readonly window?: Electron.BrowserWindow | undefined;
  hideWindow(): void;
  showWindow(bounds?: Electron.Rectangle): Promise<void>;
  on(event: 'after-create-window' | 'after-hide' | 'after-show', listener: () => void): unknown;
}
export interface MenubarOptions {
  readonly activateWithApp: boolean;
  readonly browserWindow: Electron.BrowserWindowConstructorOptions;
  readonly index: string;
  readonly tooltip: string;
  readonly tray: Electron.Tray;
}

export interface ElectronParts {
  readonly app: AppPart;
  readonly clipboard: Pick<Electron.Clipboard, 'writeText'>;
  readonly dialog: Pick<Electron.Dialog, 'showMessageBox'>;
  readonly ipcMain: Pick<Electron.IpcMain, 'handle'>;
  readonly Menu: {
    buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): MenuPart;
    /** Of null, Electron makes no menu at all. */
    setApplicationMenu(menu: MenuPart | null): void;
  };
  readonly menubar: (options: MenubarOptions) => MenubarPart;
  readonly nativeTheme: Pick<Electron.NativeTheme, 'shouldUseDarkColors'>;
  readonly nativeImage: { createFromPath(path: string): Electron.NativeImage };
  readonly Notification: {
    new (options: Electron.NotificationConstructorOptions): NotificationPart;
    isSupported(): boolean;
    remove(id: string | string[]): void;
  };
  readonly powerMonitor: Pick<Electron.PowerMonitor, 'on'>;
  readonly protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>;
  readonly screen: Pick<Electron.Screen, 'getAllDisplays'>;
  readonly session: { fromPartition(partition: string): SessionPart };
  readonly shell: Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'>;
  readonly Tray: new (image: Electron.NativeImage | string, guid?: string) => TrayPart;
  readonly utilityProcess: {
    fork(module: string, args: string[], options: Electron.ForkOptions): ChildPart;
  };
}
