import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { NotificationConstructorOptions } from 'electron';
import { MemoryLog } from '../app/testing/memory-log.ts';
import { hijacked, moment } from '../app/testing/snapshots.ts';
import { Notifications } from './notifications.ts';
import type { ElectronParts } from './parts.ts';

function desk() {
  const told: string[] = [];
  const up: EventEmitter[] = [];
  class Told extends EventEmitter {
    static isSupported = (): boolean => true;
    static remove = (id: string | string[]): void => void told.push(`remove ${String(id)}`);
    readonly options: NotificationConstructorOptions;
    constructor(options: NotificationConstructorOptions) {
      super();
      this.options = options;
    }
    show(): void {
      up.push(this);
      const { id, title, silent } = this.options;
      told.push(`show ${id ?? ''} "${title ?? ''}"${silent === true ? ' silently' : ''}`);
    }
    close(): void {
      told.push(`close ${this.options.id ?? ''}`);
    }
  }
  return { told, up, Notification: Told as unknown as ElectronParts['Notification'] };
}

const { advisories } = hijacked();

test('shows, replaces and removes under one id; a click is heard', () => {
  const { told, up, Notification } = desk();
  let clicks = 0;
  const log = new MemoryLog();
  const notifications = new Notifications({
    Notification,
    log,
    onClick: () => (clicks += 1),
    now: () => Date.parse(moment) + 5000,
  });
  notifications.update(advisories, 'important');
  notifications.update(advisories, 'important');
  notifications.update(
    advisories.map((one) => ({ ...one, sentence: 'Other words.' })),
    'important',
  );
  up[1]?.emit('click', {});
  up[1]?.emit('failed', {}, 'not signed');
  notifications.update([], 'important');
  assert.deepEqual(told, [
    'show route-taken/default "A VPN took the route to Docker"',
    'close route-taken/default',
    'show route-taken/default "A VPN took the route to Docker" silently',
    'close route-taken/default',
    'remove route-taken/default',
  ]);
  assert.equal(clicks, 1);
  assert.match(
    log.entries.map(({ message }) => message).join(),
    /route-taken\/default was not shown: not signed/,
  );
});

test('asks again by itself when the grace time is over, and closing takes all away', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse(moment) });
  const { told, Notification } = desk();
  const notifications = new Notifications({
    Notification,
    log: new MemoryLog(),
    onClick: () => undefined,
  });
  notifications.update(advisories, 'important');
  assert.deepEqual(told, []);
  t.mock.timers.tick(1500);
  assert.equal(told.length, 1);
  notifications.close();
  assert.deepEqual(told.slice(1), ['close route-taken/default', 'remove route-taken/default']);
});
