import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { TrayPart } from '../../../main/parts.ts';
import { heard } from './heard.ts';

export class StandInTray extends EventEmitter implements Omit<TrayPart, 'on'> {
  getBounds = (): Electron.Rectangle => ({ x: 1000, y: 0, width: 24, height: 24 });
  isDestroyed = (): boolean => false;
  popUpContextMenu = (menu?: Electron.Menu): void => void menu?.emit('menu-will-show');
  setIgnoreDoubleClickEvents = (): void => undefined;
  setImage = (): void => undefined;
  setToolTip = (): void => undefined;
}

export class StandInMenu extends EventEmitter {
  static buildFromTemplate = (template: Electron.MenuItemConstructorOptions[]): StandInMenu =>
    Object.assign(new StandInMenu(), { template });
  static setApplicationMenu = (menu: unknown): void => {
    heard.applicationMenu = (menu as { template: Electron.MenuItemConstructorOptions[] }).template;
  };
}
