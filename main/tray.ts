import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { NativeImage, Rectangle } from 'electron';
import { menuTemplate } from './menu-template.ts';
import type { ElectronParts, MenuPart, TrayPart } from './parts.ts';
import type { Preferences, Situation } from './situation.ts';
import { iconFile, iconOf } from './tray-icon.ts';
import { trayMenu, trayTooltip, type MenuAction, type MenuRow } from './tray-menu.ts';

export interface TrayOptions {
  readonly parts: Pick<ElectronParts, 'Menu' | 'nativeImage' | 'Tray'>;
  /** The folder of the icons. */
  readonly icons: string;
  readonly act: (action: MenuAction) => void;
}

/** The menu bar loses icons that change in bursts. */
const throttleMs = 200;
/** macOS keeps the place of an icon with a name of its own; without one it wanders at each start. */
const guid = 'b7c9a6f4-3a5e-4c0a-9c1e-5f2d8e7a4b10';

/** Owns the Tray, and shows what tray-icon.ts and tray-menu.ts say. */
export class TrayIconView {
  readonly tray: TrayPart;
  readonly #options: TrayOptions;
  readonly #images = new Map<string, NativeImage>();
  #shown: { file: string; tooltip: string };
  #rows: readonly MenuRow[] = [];
  #menu: MenuPart | undefined;
  #isOpen = false;
  #timer: NodeJS.Timeout | undefined;
  #latest: { readonly situation: Situation; readonly preferences: Preferences };

  constructor(
    options: TrayOptions,
    first: { readonly situation: Situation; readonly preferences: Preferences },
  ) {
    this.#options = options;
    this.#latest = first;
    const file = iconFile(iconOf(first.situation));
    this.#shown = { file, tooltip: '' };
    const { Tray } = options.parts;
    this.tray =
      process.platform === 'darwin' ? new Tray(this.#image(file), guid) : new Tray(this.#image(file));
    // The second click of a double click would open what the first one has just closed.
    this.tray.setIgnoreDoubleClickEvents(true);
    this.tray.on('right-click', () => this.#popUp());
    this.render(first);
  }

  /** The menu as it was last drawn, or would be drawn now. */
  get rows(): readonly MenuRow[] {
    return this.#rows;
  }

  get icon(): string {
    return this.#shown.file;
  }

  /** macOS 26 and the notch hide icons without telling; their bounds say it. */
  bounds(): Rectangle {
    return this.tray.getBounds();
  }

  render(latest: { readonly situation: Situation; readonly preferences: Preferences }): void {
    this.#latest = latest;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, throttleMs);
    this.#timer.unref();
    if (!this.#isOpen) this.#build();
  }

  choose(action: MenuAction): void {
    this.#options.act(action);
  }

  /** Nothing is drawn any more. The Tray itself is left to the end of the process. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #draw(): void {
    if (this.tray.isDestroyed()) return;
    const file = iconFile(iconOf(this.#latest.situation));
    const tooltip = trayTooltip(this.#latest.situation);
    if (file !== this.#shown.file) this.tray.setImage(this.#image(file));
    if (tooltip !== this.#shown.tooltip) this.tray.setToolTip(tooltip);
    this.#shown = { file, tooltip };
  }

  /** Built anew only for other data, and never while it is open: that would close it under the pointer. */
  #build(): void {
    const { situation, preferences } = this.#latest;
    const rows = trayMenu(situation, preferences, Date.now());
    if (this.#menu !== undefined && isDeepStrictEqual(rows, this.#rows)) return;
    this.#rows = rows;
    this.#menu = this.#options.parts.Menu.buildFromTemplate(menuTemplate(rows, this.#options.act));
    this.#menu.on('menu-will-show', () => (this.#isOpen = true));
    this.#menu.on('menu-will-close', () => {
      this.#isOpen = false;
      this.#build();
    });
  }

  #popUp(): void {
    this.#build();
    if (this.#menu !== undefined) this.tray.popUpContextMenu(this.#menu as never);
  }

  /** Each image is read once: setting one anew for every change has leaked memory before. */
  #image(file: string): NativeImage {
    const known = this.#images.get(file);
    if (known !== undefined) return known;
    const image = this.#options.parts.nativeImage.createFromPath(path.join(this.#options.icons, file));
    image.setTemplateImage(true);
    this.#images.set(file, image);
    return image;
  }
}
