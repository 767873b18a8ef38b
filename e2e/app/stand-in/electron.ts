/**
 * Stands in for the module `electron` where its binary is not to be had. Everything here has its type from
 * electron.d.ts, so it cannot offer what Electron does not; the window is a page of a real Chromium.
 */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type * as Electron from 'electron';
import type { AppPart, ChildPart, ElectronParts, SessionPart } from '../../../main/parts.ts';
import { StandInChild } from './child.ts';
import { heard } from './heard.ts';
import { StandInMenu, StandInTray } from './tray.ts';
import { StandInWindow } from './window.ts';

class StandInApp extends EventEmitter {
  readonly isPackaged = false;
  readonly commandLine = { hasSwitch: () => false } as unknown as Electron.CommandLine;
  enableSandbox = (): void => void heard.calls.push('enableSandbox');
  setActivationPolicy = (policy: string): void => void heard.calls.push(`setActivationPolicy ${policy}`);
  focus = (): void => void heard.calls.push('focus');
  requestSingleInstanceLock = (): boolean => true;
  isReady = (): boolean => true;
  whenReady = (): Promise<void> => Promise.resolve();
  getAppPath = (): string => path.join(import.meta.dirname, '../../..');
  getLoginItemSettings = (): Electron.LoginItemSettings => ({
    openAtLogin: false,
    wasOpenedAtLogin: false,
    status: 'not-registered',
    executableWillLaunchAtLogin: false,
    launchItems: [],
  });
  setLoginItemSettings = (): void => undefined;
  /** `before-quit` may put it off, as Electron's does. */
  quit = (): void => {
    const put = { off: false };
    this.emit('before-quit', { preventDefault: () => (put.off = true) });
    if (!put.off) heard.quit(0);
  };
  exit = (code = 0): void => heard.quit(code);
}

/** Listening returns the whole App, which nothing here uses; all other parts are held against Electron's types. */
type Heard<Part> = Omit<Part, 'off' | 'on'>;
type WholeApp = AppPart & Pick<Electron.App, 'getAppPath' | 'isReady'>;
export const system: EventEmitter & Heard<WholeApp> = new StandInApp();
export const app = system as unknown as WholeApp;
export const power = new EventEmitter();
export const powerMonitor = power as Electron.PowerMonitor satisfies ElectronParts['powerMonitor'];
export const clipboard: ElectronParts['clipboard'] = {
  writeText: (text) => {
    heard.clipboard = text;
    return Promise.resolve();
  },
};
export const dialog: ElectronParts['dialog'] & Pick<Electron.Dialog, 'showErrorBox'> = {
  showMessageBox: (options: unknown) => {
    heard.dialogs.push(options as Electron.MessageBoxOptions);
    return Promise.resolve({ response: heard.dialogAnswer, checkboxChecked: false });
  },
  showErrorBox: (title, content) => void heard.dialogs.push({ message: title, detail: content }),
};
export const ipcMain: ElectronParts['ipcMain'] = {
  handle: (channel, handler) => void heard.channels.set(channel, handler),
};
export const protocol: ElectronParts['protocol'] = {
  registerSchemesAsPrivileged: (schemes) => void heard.schemes.push(...schemes),
};
export const shell: ElectronParts['shell'] = {
  openExternal: () => Promise.resolve(),
  showItemInFolder: (file) => void heard.revealed.push(file),
};

const display = {
  bounds: { x: 0, y: 0, width: 1440, height: 900 },
  workArea: { x: 0, y: 24, width: 1440, height: 876 },
} as Electron.Display;
export const screen: Pick<
  Electron.Screen,
  | 'getAllDisplays'
  | 'getCursorScreenPoint'
  | 'getDisplayMatching'
  | 'getDisplayNearestPoint'
  | 'getPrimaryDisplay'
> = {
  getAllDisplays: () => [display],
  getCursorScreenPoint: () => ({ x: 0, y: 0 }),
  getDisplayMatching: () => display,
  getDisplayNearestPoint: () => display,
  getPrimaryDisplay: () => display,
};

export const session: ElectronParts['session'] = {
  fromPartition: (): SessionPart => ({
    protocol: {
      handle: (_scheme: string, handler: NonNullable<typeof heard.answer>) => void (heard.answer = handler),
    } as Electron.Protocol,
    setPermissionRequestHandler: () => void heard.calls.push('setPermissionRequestHandler'),
    setPermissionCheckHandler: () => void heard.calls.push('setPermissionCheckHandler'),
    webRequest: {
      onBeforeRequest: (handler: typeof heard.beforeRequest) => void (heard.beforeRequest = handler),
    } as unknown as Electron.WebRequest,
  }),
};

export const nativeTheme: ElectronParts['nativeTheme'] = { shouldUseDarkColors: false };
export const nativeImage: ElectronParts['nativeImage'] = {
  createFromPath: (file) => ({ setTemplateImage: () => undefined, file }) as unknown as Electron.NativeImage,
};

export class Notification extends EventEmitter {
  static isSupported = (): boolean => true;
  static remove = (id: string | string[]): void => void heard.notifications.delete(String(id));
  readonly #options: Electron.NotificationConstructorOptions;
  constructor(options: Electron.NotificationConstructorOptions) {
    super();
    this.#options = options;
  }
  show(): void {
    heard.notifications.set(this.#options.id ?? '', this.#options);
  }
  close(): void {
    heard.notifications.delete(this.#options.id ?? '');
  }
}

export { StandInMenu as Menu };
export { StandInTray as Tray };
export { StandInWindow as BrowserWindow };
export const utilityProcess: ElectronParts['utilityProcess'] = {
  fork: (module, args, options) =>
    new StandInChild(module, { args, options }) satisfies Heard<ChildPart> as unknown as ChildPart,
};
