import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { pidFile, readHolder } from '../control/claim.ts';
import { clientAt } from '../control/client.ts';
import { homeAt } from '../home/home.ts';
import { run } from '../platform/process/run.ts';
import { MemoryCore } from '../testing/memory-core.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { until } from '../testing/serving.ts';
import { snapshot } from '../testing/snapshots.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { HeldHome } from './held-home.ts';
import { serveDaemon } from './serve.ts';

function setUp(root: string) {
  const core = new MemoryCore(snapshot());
  const signals = new EventEmitter();
  const home = homeAt(root);
  const log = new MemoryLog();
  const open = (): Promise<MemoryCore> => Promise.resolve(core);
  return { core, signals, home, log, options: { home, log, signals, open } };
}

test('it serves until a signal, and leaves nothing but the log folder', async () => {
  using folder = temporaryFolder();
  const { core, signals, home, options } = setUp(folder.at('home'));
  const served = await serveDaemon(options);
  assert.equal(served.kind, 'serving');
  assert.ok(core.started);
  assert.equal((await clientAt(home.socket).status({})).revision, 1);
  signals.emit('SIGTERM', 'SIGTERM');
  assert.equal(await served.stopped, 'SIGTERM');
  assert.equal(served.failure(), undefined);
  assert.ok(core.stopped);
  assert.ok(!existsSync(home.socket));
  assert.deepEqual(readdirSync(home.root), ['logs']);
  assert.equal(signals.listenerCount('SIGTERM'), 0);
});

test('the stop command is answered and then obeyed', async () => {
  using folder = temporaryFolder();
  const { home, options, core } = setUp(folder.at('home'));
  core.puts = ['removed the Docker context fairlead'];
  const served = await serveDaemon(options);
  assert.deepEqual(await clientAt(home.socket).stop({}), { stopping: true, putBack: core.puts });
  assert.equal(served.kind === 'serving' && (await served.stopped), 'the stop command');
});

test('the log of the daemon is the logs feed', async () => {
  using folder = temporaryFolder();
  const { home, log, options } = setUp(folder.at('home'));
  const served = await serveDaemon(options);
  const heard: string[] = [];
  const leave = new AbortController();
  const reading = (async () => {
    for await (const { message } of clientAt(home.socket).logs({ lines: 1 }, leave.signal))
      heard.push(message);
  })();
  await until(() => heard.length === 1);
  log.warn('something new');
  await until(() => heard.length === 2);
  leave.abort();
  await reading;
  assert.match(heard[0] ?? '', /listens on/);
  assert.equal(heard[1], 'something new');
  if (served.kind === 'serving') {
    served.stop('test');
    await served.stopped;
  }
});

test('a second daemon says who runs, and disturbs nothing', async () => {
  using folder = temporaryFolder();
  const { home, options } = setUp(folder.at('home'));
  const first = await serveDaemon(options);
  const second = await serveDaemon(setUp(folder.at('home')).options);
  assert.equal(second.kind, 'refused');
  assert.match(second.reason, new RegExp(`pid ${process.pid}, since .* already runs`));
  assert.equal((await clientAt(home.socket).status({})).revision, 1);
  if (first.kind === 'serving') {
    first.stop('test');
    await first.stopped;
  }
});

test('a home that is removed under it is made anew, socket and claim, and it is found again', async () => {
  using folder = temporaryFolder();
  const { home, options } = setUp(folder.at('home'));
  const served = await serveDaemon({ ...options, lookMs: 5 });
  if (served.kind !== 'serving') return assert.fail();
  const before = clientAt(home.socket);
  const leave = new AbortController();
  const heard: string[] = [];
  const reading = (async () => {
    for await (const { message } of before.logs({ lines: 1 }, leave.signal)) heard.push(message);
  })();
  await until(() => heard.length === 1);
  for (const remove of [home.socket, home.root]) {
    heard.length = 0;
    rmSync(remove, { recursive: true });
    await until(() => heard.some((line) => line.endsWith('was removed, and is made anew')));
    assert.equal((await clientAt(home.socket).status({})).revision, 1);
    assert.equal(lstatSync(home.socket).mode & 0o777, 0o600);
    assert.equal(lstatSync(home.root).mode & 0o777, 0o700);
    assert.equal(readHolder(pidFile(home))?.pid, process.pid);
  }
  leave.abort();
  await reading;
  served.stop('test');
  await served.stopped;
  assert.deepEqual(readdirSync(home.root), ['logs']);
});

test('of two daemons for one home, the one whose socket was removed ends, and the other is not touched', async () => {
  using folder = temporaryFolder();
  const { home, options } = setUp(folder.at('home'));
  const first = await serveDaemon({ ...options, lookMs: 1_000_000 });
  rmSync(home.root, { recursive: true });
  const other = setUp(folder.at('home'));
  const second = await serveDaemon(other.options);
  if (first.kind !== 'serving' || second.kind !== 'serving') return assert.fail();
  const held = new HeldHome({
    home,
    log: other.log,
    run,
    claim: { kind: 'claimed', release: () => undefined },
    server: { isThere: () => false, listenAgain: () => assert.fail('it is held') },
    lost: (why) => first.stop(why),
  });
  await held.look();
  assert.match(await first.stopped, /^a daemon \(pid \d+, since .*\) already runs for/);
  assert.equal((await clientAt(home.socket).status({})).revision, 1);
  second.stop('test');
  await second.stopped;
  await held.release();
  assert.deepEqual(readdirSync(home.root), ['logs']);
});

test('a core that cannot be opened gives the home up again', async () => {
  using folder = temporaryFolder();
  const { home, options } = setUp(folder.at('home'));
  const served = await serveDaemon({ ...options, open: () => Promise.reject(new Error('no such world')) });
  assert.equal(served.kind, 'refused');
  assert.match(served.reason, /no such world/);
  assert.deepEqual(readdirSync(home.root), ['logs']);
});

test('a core that cannot begin ends the daemon, which says why', async () => {
  using folder = temporaryFolder();
  const { core, home, log, options } = setUp(folder.at('home'));
  core.start = () => Promise.reject(new Error('too many open files'));
  const served = await serveDaemon(options);
  if (served.kind !== 'serving') return assert.fail();
  assert.equal(await served.stopped, 'a failure at the start');
  assert.equal(served.failure(), 'the daemon could not start: too many open files');
  assert.ok(log.lines(10).some(({ message }) => message === served.failure()));
  assert.deepEqual(readdirSync(home.root), ['logs']);
});

test('a core that does not stop does not hold the daemon', async () => {
  using folder = temporaryFolder();
  const { core, log, options } = setUp(folder.at('home'));
  core.stop = () => new Promise(() => undefined);
  const served = await serveDaemon({ ...options, stopMs: 20 });
  if (served.kind !== 'serving') return assert.fail();
  served.stop('test');
  await served.stopped;
  assert.match(log.entries.at(-1)?.message ?? '', /not everything had ended/);
});
