import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { silentLog } from '../app/testing/silent-log.ts';
import { hijacked, machineView, snapshot } from '../app/testing/snapshots.ts';
import { farewell } from './farewell.ts';
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

test('the question at the end says what stops, and what does not', () => {
  const hosted = farewell({ kind: 'known', snapshot: hijacked(), hosted: true });
  assert.match(hosted.detail, /no longer brought back/);
  assert.match(hosted.detail, /ten seconds at most/);
  assert.match(hosted.detail, /default is reached only by a detour now/);
  const attached = farewell({ kind: 'known', snapshot: snapshot(), hosted: false });
  assert.match(attached.detail, /The daemon \(pid 4711\) was started elsewhere and goes on/);
  const busy = snapshot({ machines: [machineView({ working: 'putting the route back' })] });
  assert.match(farewell({ kind: 'known', snapshot: busy, hosted: true }).detail, /is ended first/);
  assert.match(farewell({ kind: 'stopped' }).detail, /No daemon of this app is running/);
});

test('a login item is set only in an installed app, and only when it differs', () => {
  const set: unknown[] = [];
  let openAtLogin = false;
  const app = {
    isPackaged: true,
    getLoginItemSettings: () => ({ openAtLogin, status: 'requires-approval' }),
    setLoginItemSettings: (to: { openAtLogin: boolean }) => {
      set.push(to);
      ({ openAtLogin } = to);
    },
  } as unknown as AppPart & { isPackaged: boolean };
  assert.equal(applyLoginItem(app, false, silentLog), undefined);
  assert.deepEqual(set, []);
  assert.match(applyLoginItem(app, true, silentLog) ?? '', /allow it in System Settings/);
  assert.deepEqual(set, [{ openAtLogin: true }]);
  const unpackaged = { ...app, isPackaged: false };
  assert.match(applyLoginItem(unpackaged, true, silentLog) ?? '', /only an installed app/);
  assert.equal(loginItemRemark('enabled', true), undefined);
});
