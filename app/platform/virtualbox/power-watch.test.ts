import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { ManualClock } from '../../testing/manual-clock.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { PowerWatch, type WatchedVm } from './power-watch.ts';

class Pokes {
  readonly all: string[] = [];
  #waiting: (() => void) | undefined;

  readonly take = (machine: string): void => {
    this.all.push(machine);
    this.#waiting?.();
  };

  /** Resolves at the next one. */
  next(): Promise<void> {
    return new Promise((resolve) => (this.#waiting = resolve));
  }
}

const off = (machine: string, logFolder: string): WatchedVm => ({ machine, state: 'off', logFolder });

test('a VM whose log is begun anew is told of, at once and then in intervals', async () => {
  using folder = temporaryFolder();
  const clock = new ManualClock();
  const pokes = new Pokes();
  const watch = new PowerWatch({ clock, poke: pokes.take });
  writeFileSync(folder.at('VBox.log'), 'the last time\n');
  watch.follow([off('default', folder.path)]);
  const first = pokes.next();
  renameSync(folder.at('VBox.log'), folder.at('VBox.log.1'));
  writeFileSync(folder.at('VBox.log'), '00:00:00.000000 VirtualBox VM 6.1.26\n');
  await first;
  // The other events of this burst are here once another file's event is, which comes after them.
  const order = new Pokes();
  const probe = new PowerWatch({ clock, poke: order.take });
  probe.follow([off('probe', folder.path)]);
  const seen = order.next();
  appendFileSync(folder.at('VBox.log'), '00:00:01.000000 more\n');
  await seen;
  assert.deepEqual(pokes.all, ['default']);
  await clock.pass(1000);
  assert.deepEqual(pokes.all, ['default', 'default'], 'what came meanwhile is told once, later');
  watch.stop();
  probe.stop();
});

test('a VM that runs is not listened to, nor one that is no longer known', async () => {
  using one = temporaryFolder();
  using other = temporaryFolder();
  const pokes = new Pokes();
  const watch = new PowerWatch({ clock: new ManualClock(), poke: pokes.take });
  watch.follow([off('default', one.path), off('other', other.path)]);
  watch.follow([{ ...off('default', one.path), state: 'running' }, off('other', other.path)]);
  const heard = pokes.next();
  writeFileSync(one.at('VBox.log'), 'a line\n');
  writeFileSync(other.at('VBox.log'), 'a line\n');
  await heard;
  assert.deepEqual(pokes.all, ['other']);
  watch.stop();
});

test('a folder that is not there yet, or not absolute, is no error, and is tried again', async () => {
  using folder = temporaryFolder();
  const pokes = new Pokes();
  const watch = new PowerWatch({ clock: new ManualClock(), poke: pokes.take });
  const logs = folder.at('Logs');
  watch.follow([off('default', logs), off('odd', 'Logs')]);
  mkdirSync(logs);
  watch.follow([off('default', logs)]);
  const heard = pokes.next();
  writeFileSync(`${logs}/VBox.log`, 'a line\n');
  await heard;
  watch.stop();
});
