import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { startDaemonChild } from './daemon-child.ts';
import type { ElectronParts } from './parts.ts';

/** A utility process that behaves as Electron's does at its two edges: before it is there, and at its end. */
function forked() {
  const did: string[] = [];
  class Child extends EventEmitter {
    pid: number | undefined;
    readonly stderr = new PassThrough();
    kill(): boolean {
      did.push(`kill ${this.pid ?? 'too early'}`);
      return this.pid !== undefined;
    }
    spawned(): void {
      this.pid = 4711;
      this.emit('spawn');
    }
    ends(code: number): void {
      this.pid = undefined;
      this.emit('exit', code);
      this.stderr.removeAllListeners();
    }
  }
  const child = new Child();
  const utilityProcess = { fork: () => child } as unknown as ElectronParts['utilityProcess'];
  const daemon = startDaemonChild({
    utilityProcess,
    program: '/app/dist/fairlead.js',
    home: '/home',
    environment: {},
    signal: (pid, name) => void did.push(`${name} ${pid}`),
  });
  return { child, daemon, did };
}

test('what a daemon said before its end is told, also what is read only after it', async () => {
  const { child, daemon } = forked();
  child.spawned();
  child.stderr.write('fairlead: the home ');
  child.ends(70);
  await new Promise((resolve) => setImmediate(resolve));
  child.stderr.end('is not writable\n');
  assert.deepEqual(await daemon.exited, { code: 70, said: 'fairlead: the home is not writable' });
});

test('a pipe that never ends does not hide the end of the daemon', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { child, daemon } = forked();
  child.spawned();
  child.ends(1);
  await Promise.resolve();
  t.mock.timers.tick(250);
  assert.equal((await daemon.exited).code, 1);
});

test('an error inside it is not the end of the app', () => {
  const { child } = forked();
  assert.ok(child.emit('error', 'FatalError', 'somewhere', '{}'));
});

test('ending is a SIGTERM, also for one that is still being started; killing is no request', () => {
  const early = forked();
  early.daemon.end();
  early.child.spawned();
  assert.deepEqual(early.did, ['kill too early', 'kill 4711']);
  const late = forked();
  late.child.spawned();
  late.daemon.end();
  late.daemon.kill();
  assert.deepEqual(late.did, ['kill 4711', 'SIGKILL 4711']);
});

test('nothing is signalled once it has ended: the number may be somebody else’s by then', () => {
  const { child, daemon, did } = forked();
  child.spawned();
  child.ends(0);
  daemon.kill();
  assert.deepEqual(did, ['kill too early']);
});
