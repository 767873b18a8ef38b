/** What a person sees of the app: icon, menu, panel, notifications. Each is drawn from the one situation. */
import path from 'node:path';
import type { Home } from '../app/home/home.ts';
import type { Log } from '../app/ports.ts';
import type { Client } from '../shared/control/contract.ts';
import { act } from './actions.ts';
import { appMenu } from './app-menu.ts';
import { PanelBridge } from './bridge.ts';
import { farewell } from './farewell.ts';
import { loginBridge } from './login-bridge.ts';
import { showBox } from './message-box.ts';
import { Notifications } from './notifications.ts';
import { PanelWindow } from './panel-window.ts';
import type { ElectronParts } from './parts.ts';
import { readParting } from './read-parting.ts';
import { readPreferences } from './preferences.ts';
import { sightOf } from './sight.ts';
import type { Preferences, Situation } from './situation.ts';
import { TrayIconView } from './tray.ts';
import { hiddenIconSentence } from './tray-visible.ts';
import type { MenuAction } from './tray-menu.ts';

export interface DeskOptions {
  readonly parts: ElectronParts;
  readonly home: Home;
  readonly log: Log;
  readonly root: string;
  readonly client: () => Client;
  readonly startDaemon: () => void;
}

const untold: Preferences = {
  autoRepair: true,
  notifications: 'important',
  loginItem: false,
  loginItemRemark: undefined,
};

export class Desk {
  readonly #options: DeskOptions;
  readonly tray: TrayIconView;
  readonly panel: PanelWindow;
  readonly #notifications: Notifications;
  readonly #bridge: PanelBridge;
  #situation: Situation = { kind: 'starting' };
  #preferences = untold;
  #hiddenSaid = false;
  #isAsking = false;

  constructor(options: DeskOptions) {
    this.#options = options;
    const { parts, log, root, client } = options;
    this.tray = new TrayIconView(
      { parts, icons: path.join(root, 'assets/tray'), act: (action) => this.act(action) },
      { situation: this.#situation, preferences: this.#preferences },
    );
    this.panel = new PanelWindow({
      parts,
      tray: this.tray.tray,
      preload: path.join(root, 'dist/app/preload.cjs'),
      onHiddenIcon: () => this.#sayHidden(),
    });
    this.#notifications = new Notifications({
      Notification: parts.Notification,
      log,
      onClick: () => void this.showPanel(),
    });
    this.#bridge = new PanelBridge({
      ipcMain: parts.ipcMain,
      page: () => this.panel.window?.webContents,
      client,
      sight: () => sightOf(this.#situation),
      app: loginBridge({
        app: parts.app,
        change: (on) => this.#change({ do: 'change', key: 'app.loginItem', value: on }),
        startDaemon: options.startDaemon,
        quit: () => void this.#quit(),
        hidePanel: () => this.panel.hide(),
      }),
      reveal: (file) => parts.shell.showItemInFolder(file),
      log,
    });
  }

  get notices(): readonly string[] {
    return this.#notifications.ids;
  }

  async open(): Promise<void> {
    const { Menu, app } = this.#options.parts;
    const template = appMenu({
      isPackaged: app.isPackaged,
      quit: () => this.act({ do: 'quit' }),
      hidePanel: () => this.panel.hide(),
    });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    await this.#readPreferences();
  }

  show(situation: Situation): void {
    this.#situation = situation;
    this.#bridge.tell(sightOf(situation));
    void this.#readPreferences();
  }

  showPanel(): Promise<void> {
    return this.panel.show().catch((error: unknown) => {
      this.#options.log.error(`the panel could not be shown: ${String(error)}`);
    });
  }

  act(action: MenuAction): void {
    const { parts, log, client, startDaemon } = this.#options;
    void act(action, {
      parts,
      log,
      client,
      startDaemon,
      showPanel: () => this.showPanel(),
      quit: () => this.#quit(),
      change: (change) => this.#change(change),
    });
  }

  close(): void {
    this.tray.close();
    this.#notifications.close();
    this.panel.close();
  }

  /** Settings may have been changed by anybody: they are read again with each new situation. */
  async #readPreferences(): Promise<void> {
    const { home, log, parts } = this.#options;
    this.#preferences = await readPreferences({ home, log, app: parts.app });
    const situation = this.#situation;
    this.tray.render({ situation, preferences: this.#preferences });
    const advisories = situation.kind === 'known' ? situation.snapshot.advisories : [];
    this.#notifications.update(advisories, this.#preferences.notifications);
  }

  async #change({ key, value }: Extract<MenuAction, { do: 'change' }>): Promise<void> {
    await this.#options.client().changeSetting({ key, value });
    await this.#readPreferences();
  }

  /** Says what stops and what is put back, and asks. Logging out and shutting down do not come by here. */
  async #quit(): Promise<void> {
    // ⌘Q and the menu can both be used while the question is there.
    if (this.#isAsking) return;
    this.#isAsking = true;
    const { parts } = this.#options;
    try {
      const pressed = await showBox(parts, {
        type: 'question',
        ...farewell(this.#situation, await readParting(this.#options)),
        buttons: ['Quit', 'Cancel'],
        defaultId: 0,
        cancelId: 1,
      });
      if (pressed === 0) parts.app.quit();
    } finally {
      this.#isAsking = false;
    }
  }

  /** Once: who hid the icon on purpose knows it. */
  #sayHidden(): void {
    if (this.#hiddenSaid) return;
    this.#hiddenSaid = true;
    this.#options.log.info(hiddenIconSentence);
    void showBox(this.#options.parts, { type: 'info', message: hiddenIconSentence });
  }
}
