import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { hijacked, snapshot } from '../app/testing/snapshots.ts';
import type { Preferences, Situation } from './situation.ts';
import { isIconVisible } from './tray-visible.ts';
import { TrayIconView, type TrayOptions } from './tray.ts';

const preferences: Preferences = {
  autoRepair: true,
  notifications: 'important',
  loginItem: false,
  loginItemRemark: undefined,
};
const known = (shown = snapshot()): { situation: Situation; preferences: Preferences } => ({
  situation: { kind: 'known', snapshot: shown, hosted: true },
  preferences,
});

function shownTray() {
  const images: string[] = [];
  const menus: EventEmitter[] = [];
  class Tray extends EventEmitter {
    isDestroyed = (): boolean => false;
    setIgnoreDoubleClickEvents = (): void => undefined;
    setToolTip = (): void => undefined;
    setImage = (image: { file: string }): void => void images.push(image.file);
    popUpContextMenu = (menu: EventEmitter): void => void menu.emit('menu-will-show');
  }
  const parts = {
    Tray,
    nativeImage: { createFromPath: (file: string) => ({ file, setTemplateImage: () => undefined }) },
    Menu: {
      buildFromTemplate: () => {
        const menu = new EventEmitter();
        menus.push(menu);
        return menu;
      },
    },
  } as unknown as TrayOptions['parts'];
  const view = new TrayIconView({ parts, icons: '/icons', act: () => undefined }, known());
  return { view, images, menus, tray: view.tray as unknown as EventEmitter };
}

test('icons that change in a burst are drawn once, as the last of them', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { view, images } = shownTray();
  view.render(known(hijacked()));
  view.render(known(snapshot({ state: 'working' })));
  view.render(known(snapshot({ state: 'broken' })));
  t.mock.timers.tick(199);
  assert.deepEqual(images, []);
  t.mock.timers.tick(1);
  assert.deepEqual(images, ['/icons/brokenTemplate.png']);
  view.render(known(snapshot({ state: 'broken', revision: 9 })));
  t.mock.timers.tick(200);
  assert.equal(images.length, 1, 'the same icon is not set again');
  view.close();
});

test('the menu is built anew for other data only, and never while it is open', () => {
  const { view, menus, tray } = shownTray();
  assert.equal(menus.length, 1);
  view.render(known(snapshot({ revision: 2 })));
  assert.equal(menus.length, 1, 'nothing in it has changed');
  tray.emit('right-click');
  view.render(known(hijacked()));
  assert.equal(menus.length, 1, 'it is open');
  menus[0]?.emit('menu-will-close');
  assert.equal(menus.length, 2);
  view.close();
});

const display = { bounds: { x: 0, y: 0, width: 1440, height: 900 } };
const left = { bounds: { x: -1920, y: 0, width: 1920, height: 1080 } };
const places: readonly [string, [x: number, y: number, width: number, height: number], boolean][] = [
  ['in the menu bar', [1000, 0, 24, 24], true],
  ['on a display to the left', [-500, 0, 24, 24], true],
  ['not allowed by macOS 26: just below the screen', [0, 900, 24, 24], false],
  ['without any width', [1000, 0, 0, 24], false],
  ['beside every display', [5000, 0, 24, 24], false],
];
for (const [name, [x, y, width, height], visible] of places)
  test(`an icon ${name} is ${visible ? 'seen' : 'not seen'}`, () => {
    assert.equal(isIconVisible({ x, y, width, height }, [display, left]), visible);
  });
