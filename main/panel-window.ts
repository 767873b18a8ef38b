import type { BrowserWindow, Rectangle, Tray } from 'electron';
import { panelUrl } from './app-protocol.ts';
import { windowPreferences } from './hardening.ts';
import type { ElectronParts, MenubarPart, TrayPart } from './parts.ts';
import { isIconVisible } from './tray-visible.ts';

export interface PanelWindowOptions {
  readonly parts: Pick<ElectronParts, 'app' | 'menubar' | 'nativeTheme' | 'screen'>;
  readonly tray: TrayPart;
  readonly preload: string;
  readonly onHiddenIcon: () => void;
}

/** `--page` of renderer/style/colours.css: seen until the page is. A window that is not transparent has no alpha. */
const paper = { light: '#f5f5f7', dark: '#1c1c1e' } as const;
const size = { width: 400, height: 620 } as const;
/** A hidden page costs more memory than the whole daemon. */
const keptMs = 5 * 60_000;

/** The panel under the icon. The only file that knows menubar, which places the window and hides it on blur. */
export class PanelWindow {
  readonly #options: PanelWindowOptions;
  readonly #menubar: MenubarPart;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PanelWindowOptions) {
    this.#options = options;
    const { app, menubar, nativeTheme } = options.parts;
    this.#menubar = menubar({
      tray: options.tray as Tray,
      index: panelUrl,
      tooltip: '',
      // lifecycle.ts answers `activate`, also while the window is there already.
      activateWithApp: false,
      browserWindow: {
        ...size,
        show: false,
        frame: false,
        resizable: false,
        fullscreenable: false,
        minimizable: false,
        skipTaskbar: true,
        backgroundColor: nativeTheme.shouldUseDarkColors ? paper.dark : paper.light,
        title: 'Fairlead',
        webPreferences: windowPreferences({ preload: options.preload, isPackaged: app.isPackaged }),
      },
    });
    this.#menubar.on('after-create-window', () => {
      // menubar leaves the second out, and the panel would open on another space than a full-screen app is on.
      this.window?.setVisibleOnAllWorkspaces(true, {
        visibleOnFullScreen: true,
        skipTransformProcessType: true,
      });
    });
    this.#menubar.on('after-show', () => {
      clearTimeout(this.#timer);
      // A panel that never had the focus cannot lose it, and would stay open over everything.
      this.window?.focus();
    });
    this.#menubar.on('after-hide', () => {
      this.#timer = setTimeout(() => this.window?.close(), keptMs);
      this.#timer.unref();
    });
  }

  get window(): BrowserWindow | undefined {
    const { window } = this.#menubar;
    return window === undefined || window.isDestroyed() ? undefined : window;
  }

  /** Under the icon, or where a menu would be when there is no icon to be seen. */
  async show(): Promise<void> {
    const icon = this.#options.tray.getBounds();
    const displays = this.#options.parts.screen.getAllDisplays();
    const isVisible = isIconVisible(icon, displays);
    await this.#menubar.showWindow(isVisible ? icon : topRight(displays[0]?.bounds));
    if (!isVisible) this.#options.onHiddenIcon();
  }

  hide(): void {
    this.#menubar.hideWindow();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.window?.close();
  }
}

function topRight(display: Rectangle | undefined): Rectangle {
  const { x, y, width } = display ?? { x: 0, y: 0, width: size.width };
  return { x: x + width - size.width / 2, y, width: 0, height: 0 };
}
