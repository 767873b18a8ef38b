import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type * as Electron from 'electron';
import type { Page, Route } from 'playwright';
import { system } from './electron.ts';
import { heard } from './heard.ts';

/** Chromium knows no scheme of ours without Electron, so app://panel goes by this name on its way. */
const stage = 'http://panel.test';
const toApp = (url: string): string => url.replace(stage, 'app://panel');

/** A window as a page of a real Chromium, with the app's own protocol handler and preload. */
export class StandInWindow extends EventEmitter {
  readonly webContents: StandInContents;
  readonly #preload: string;
  #isVisible = false;
  #isDestroyed = false;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super();
    this.#preload = options.webPreferences?.preload ?? '';
    this.webContents = new StandInContents();
    system.emit('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    if (heard.browser === undefined) throw new Error('the stand-in has no browser');
    const page = await heard.browser.newPage({ viewport: { width: 400, height: 620 } });
    this.webContents.page = page;
    await page.route('**/*', (route) => answer(route));
    await page.exposeBinding('standInInvoke', (_source, channel: string, input: unknown) =>
      this.webContents.invoke(channel, input),
    );
    await page.addInitScript(preloadScript(readFileSync(this.#preload, 'utf8')));
    await page.goto(url.replace('app://panel', stage));
    heard.page = page;
  }

  show = (): void => void (this.#isVisible = true);
  hide = (): void => void (this.#isVisible = false);
  focus = (): void => undefined;
  isVisible = (): boolean => this.#isVisible;
  isDestroyed = (): boolean => this.#isDestroyed;
  isAlwaysOnTop = (): boolean => false;
  setVisibleOnAllWorkspaces = (): void => undefined;
  setPosition = (x: number, y: number): void => void heard.calls.push(`setPosition ${x} ${y}`);
  getSize = (): number[] => [400, 620];
  close = (): void => {
    this.emit('close');
    this.#isDestroyed = true;
    void this.webContents.page?.close();
    heard.page = undefined;
  };
}

class StandInContents extends EventEmitter {
  readonly id = 1;
  readonly mainFrame: Pick<Electron.WebFrameMain, 'origin'> = { origin: 'app://panel' };
  page: Page | undefined;

  setWindowOpenHandler = (): void => undefined;
  send = (channel: string, ...args: unknown[]): void => {
    const tell = ([name, given]: [string, unknown[]]): void =>
      (globalThis as unknown as { standInTell(name: string, given: unknown[]): void }).standInTell(
        name,
        given,
      );
    this.page?.evaluate(tell, [channel, args] as [string, unknown[]]).catch(() => undefined);
  };

  /** What ipcMain hears: the values as structured clones, the sender as it really is. */
  invoke(channel: string, input: unknown): unknown {
    const handler = heard.channels.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    const event = { sender: this, senderFrame: this.mainFrame } as unknown as Electron.IpcMainInvokeEvent;
    return handler(event, input ?? undefined);
  }
}

async function answer(route: Route): Promise<void> {
  const url = toApp(route.request().url());
  const request = { url, isCancelled: false };
  heard.beforeRequest?.({ url }, ({ cancel }) => (request.isCancelled = cancel === true));
  if (request.isCancelled || heard.answer === undefined) {
    heard.cancelled.push(url);
    return route.abort();
  }
  const response = await heard.answer({ url, method: route.request().method() });
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

/** Runs the preload as a sandboxed one runs: with a require that knows electron's renderer side only. */
function preloadScript(preload: string): string {
  return `(() => {
    const listeners = new Map();
    const invoke = window.standInInvoke;
    delete window.standInInvoke;
    Object.defineProperty(window, 'standInTell', { value: (channel, args) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
    } });
    const electron = {
      contextBridge: { exposeInMainWorld: (name, value) => Object.defineProperty(window, name, { value }) },
      ipcRenderer: {
        invoke: (channel, input) => invoke(channel, input),
        on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
        off: (channel, listener) =>
          listeners.set(channel, (listeners.get(channel) ?? []).filter((one) => one !== listener)),
      },
    };
    const require = (name) => {
      if (name === 'electron') return electron;
      throw new Error('module not found: ' + name);
    };
    const module = { exports: {} };
    (function (require, module, exports) { ${preload}
    })(require, module, module.exports);
  })();`;
}
