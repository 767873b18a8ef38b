import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { Session } from 'electron';
import * as hardening from './hardening.ts';

/** The parts of Electron that register something, as far as these tests look at them. */
class Registered extends EventEmitter {
  permissionRequest: ((...args: unknown[]) => void) | undefined;
  permissionCheck: (() => boolean) | undefined;
  request: ((details: { url: string }, answer: (to: unknown) => void) => void) | undefined;
  open: (() => unknown) | undefined;
  setPermissionRequestHandler = (handler: never): void => (this.permissionRequest = handler);
  setPermissionCheckHandler = (handler: never): void => (this.permissionCheck = handler);
  setWindowOpenHandler = (handler: never): void => (this.open = handler);
  webRequest = { onBeforeRequest: (handler: never): void => (this.request = handler) };
}

function prevented(from: EventEmitter, event: string): boolean {
  let isPrevented = false;
  from.emit(event, { preventDefault: () => (isPrevented = true) });
  return isPrevented;
}

test('windows are sandboxed, isolated, and without Node; DevTools only while developing', () => {
  const packaged = hardening.windowPreferences({ preload: '/p', isPackaged: true });
  assert.equal(packaged.sandbox, true);
  assert.equal(packaged.contextIsolation, true);
  assert.equal(packaged.nodeIntegration, false);
  assert.equal(packaged.webviewTag, false);
  assert.equal(packaged.devTools, false);
  assert.ok(!('webSecurity' in packaged));
  assert.ok(!packaged.partition?.startsWith('persist:'));
  assert.equal(hardening.windowPreferences({ preload: '/p', isPackaged: false }).devTools, true);
});

test('the sandbox is asked for', () => {
  let asked = 0;
  hardening.sandboxEverything({ enableSandbox: () => void (asked += 1) });
  assert.equal(asked, 1);
});

test('every permission is denied, asked for or only looked at', () => {
  const session = new Registered();
  hardening.denyPermissions(session);
  const answers: unknown[] = [];
  session.permissionRequest?.(undefined, 'media', (granted: unknown) => answers.push(granted));
  assert.deepEqual(answers, [false]);
  assert.equal(session.permissionCheck?.(), false);
});

const requests: readonly [url: string, cancelled: boolean][] = [
  ['app://panel/app.js', false],
  ['app://panelist/app.js', true],
  ['https://example.org/', true],
  ['http://127.0.0.1:2376/', true],
  ['file:///etc/passwd', true],
  ['ws://localhost/', true],
  ['devtools://devtools/bundled/', true],
];
for (const [url, cancelled] of requests)
  test(`a request to ${url} is ${cancelled ? 'cancelled' : 'let through'}`, () => {
    const session = new Registered();
    hardening.blockRequests(session as unknown as Session);
    const answers: unknown[] = [];
    session.request?.({ url }, (to) => answers.push(to));
    assert.deepEqual(answers, [{ cancel: cancelled }]);
  });

test('no page navigates, opens a window or attaches a webview', () => {
  const app = new EventEmitter();
  hardening.confinePages(app as never);
  const contents = new Registered();
  app.emit('web-contents-created', {}, contents);
  for (const event of ['will-navigate', 'will-redirect', 'will-attach-webview'])
    assert.ok(prevented(contents, event), event);
  assert.deepEqual(contents.open?.(), { action: 'deny' });
});

test('remote debugging is refused in a packaged app, and left to developers', () => {
  const asked = (isPackaged: boolean, given: string): boolean =>
    hardening.remoteDebuggingAsked({
      isPackaged,
      commandLine: { hasSwitch: (name: string) => name === given } as never,
    });
  assert.equal(asked(true, 'remote-debugging-port'), true);
  assert.equal(asked(true, 'remote-debugging-pipe'), true);
  assert.equal(asked(true, 'lang'), false);
  assert.equal(asked(false, 'remote-debugging-port'), false);
});

test('only constants go to the system to be opened, none of them on the web', async () => {
  const opened: string[] = [];
  const shell = { openExternal: (url: string) => Promise.resolve(void opened.push(url)) };
  for (const name of hardening.documentNames) await hardening.openDocument(shell, name);
  for (const url of opened) assert.match(url, /^x-apple\.systempreferences:/);
});
