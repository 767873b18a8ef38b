/**
 * What the window and its page may not do, one named function for each point of Electron's checklist. The
 * page is ours and needs nothing of this; the day it is not ours, it must not get anything either.
 */
import type { App, BrowserWindowConstructorOptions, Session, Shell, WebContents } from 'electron';
import { appOrigin } from './app-protocol.ts';

/** Not kept on disk: no cookies, no cache, nothing to encrypt and no prompt of the Keychain. */
export const partition = 'fairlead';

/** For every renderer, before the app is ready. */
export function sandboxEverything(app: Pick<App, 'enableSandbox'>): void {
  app.enableSandbox();
}

/** A switch on the command line opens the page, and with it the daemon, to any process of this user. */
export function remoteDebuggingAsked(app: Pick<App, 'commandLine' | 'isPackaged'>): boolean {
  const switches = ['remote-debugging-port', 'remote-debugging-pipe'];
  return app.isPackaged && switches.some((name) => app.commandLine.hasSwitch(name));
}

export function windowPreferences(options: {
  readonly preload: string;
  readonly isPackaged: boolean;
}): NonNullable<BrowserWindowConstructorOptions['webPreferences']> {
  return {
    preload: options.preload,
    partition,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !options.isPackaged,
  };
}

/** Camera, notifications, clipboard, everything: the page asks for nothing. */
export function denyPermissions(
  session: Pick<Session, 'setPermissionCheckHandler' | 'setPermissionRequestHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}

/** The panel is loaded from the app; whatever else is asked for ends here, although the CSP forbids it too. */
export function blockRequests(session: Pick<Session, 'webRequest'>): void {
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !details.url.startsWith(`${appOrigin}/`) }),
  );
}

/** For every page there will ever be. */
export function confinePages(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => {
    denyNavigation(contents);
    denyWindows(contents);
    denyWebviews(contents);
  });
}

function denyNavigation(contents: Pick<WebContents, 'on'>): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
}

function denyWindows(contents: Pick<WebContents, 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function denyWebviews(contents: Pick<WebContents, 'on'>): void {
  contents.on('will-attach-webview', (event) => event.preventDefault());
}

/** The only addresses ever handed to the browser. A link in a snapshot is text and stays text. */
const documents = {
  'macos-login-items': 'x-apple.systempreferences:com.apple.LoginItems-Settings.extension',
  'macos-local-network':
    'x-apple.systempreferences:com.apple.settings.PrivacySecurity.extension?Privacy_LocalNetwork',
} as const;
export type DocumentName = keyof typeof documents;
export const documentNames = Object.keys(documents) as DocumentName[];

export function openDocument(shell: Pick<Shell, 'openExternal'>, name: DocumentName): Promise<void> {
  return shell.openExternal(documents[name]);
}
