import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { silentLog } from '../app/testing/silent-log.ts';
import { live } from './lifecycle.ts';
import { applyLoginItem, loginItemRemark } from './login-item.ts';
import type { AppPart, ElectronParts } from './parts.ts';

function living(stop: () => Promise<void> = () => Promise.resolve()) {
  const heard: string[] = [];
  class App extends EventEmitter {
    quit(): void {
      const put = { off: false };
      this.emit('before-quit', { preventDefault: () => (put.off = true) });
      heard.push(put.off ? 'put off' : 'ended');
    }
  }
  const app = new App();
  const powerMonitor = new EventEmitter();
  live({
    parts: { app, powerMonitor } as unknown as Pick<ElectronParts, 'app' | 'powerMonitor'>,
    log: silentLog,
    showPanel: () => heard.push('panel'),
    poke: () => heard.push('poke'),
    stop,
  });
  return { app, powerMonitor, heard };
}

test('opening the app again shows the panel, waking up pokes, closing windows ends nothing', () => {
  const { app, powerMonitor, heard } = living();
  app.emit('second-instance');
  app.emit('activate');
  powerMonitor.emit('resume');
  app.emit('window-all-closed');
  assert.deepEqual(heard, ['panel', 'panel', 'poke']);
});

test('quitting waits for the stop, stops once, and then ends', async () => {
  let finish: () => void = () => undefined;
  let stops = 0;
  const { app, heard } = living(() => {
    stops += 1;
    return new Promise((resolve) => (finish = resolve));
  });
  app.quit();
  app.quit();
  assert.deepEqual(heard, ['put off', 'put off']);
  finish();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(heard, ['put off', 'put off', 'ended']);
  assert.equal(stops, 1);
});

test('what goes wrong while stopping does not keep the app from ending', async () => {
  const { app, heard } = living(() => Promise.reject(new Error('no space left')));
  app.quit();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(heard, ['put off', 'ended']);
});

test('a login item is set only in an installed app, and only when it differs', () => {
  const set: unknown[] = [];
  // As of one that macOS wants to be allowed first: it is registered, and does not open at login yet.
  let status = 'not-registered';
  const app = {
    isPackaged: true,
    getLoginItemSettings: () => ({ openAtLogin: false, status }),
    setLoginItemSettings: (to: { openAtLogin: boolean }) => {
      set.push(to);
      status = to.openAtLogin ? 'requires-approval' : 'not-registered';
    },
  } as unknown as AppPart & { isPackaged: boolean };
  assert.equal(applyLoginItem(app, false, silentLog), undefined);
  assert.deepEqual(set, []);
  assert.match(applyLoginItem(app, true, silentLog) ?? '', /allow it in System Settings/);
  assert.deepEqual(set, [{ openAtLogin: true }]);
  // The settings are read again with every situation.
  applyLoginItem(app, true, silentLog);
  assert.deepEqual(set, [{ openAtLogin: true }], 'one that waits for approval is not registered again');
  applyLoginItem(app, false, silentLog);
  assert.deepEqual(set.at(-1), { openAtLogin: false }, 'but taken away');
  const unpackaged = { ...app, isPackaged: false };
  assert.match(applyLoginItem(unpackaged, true, silentLog) ?? '', /only an installed app/);
  assert.equal(loginItemRemark('enabled', true), undefined);
});

test('a login item that macOS did not take is asked for once, not with every snapshot', () => {
  const set: unknown[] = [];
  const app = {
    isPackaged: true,
    getLoginItemSettings: () => ({ openAtLogin: false, status: 'not-found' }),
    setLoginItemSettings: (to: object) => void set.push(to),
  } as unknown as AppPart;
  for (const wanted of [false, true, true, true]) applyLoginItem(app, wanted, silentLog);
  assert.deepEqual(set, [{ openAtLogin: true }]);
  for (const wanted of [false, true]) applyLoginItem(app, wanted, silentLog);
  assert.equal(set.length, 2, 'choosing it again asks again');
});
