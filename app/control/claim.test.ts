import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { homeAt, type Home } from '../home/home.ts';
import type { Run } from '../platform/process/run.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { claimHome, parseElapsed, pidFile, readHolder } from './claim.ts';
import { dial } from './dial.ts';

const noPs: Run = () => Promise.resolve({ kind: 'not-run', why: 'missing', reason: 'no ps here' });
const psSays =
  (elapsed: string): Run =>
  () =>
    Promise.resolve({ kind: 'ran', exitCode: 0, stdout: `${elapsed}\n`, stderr: '' });

function homeIn(folder: string): Home {
  mkdirSync(folder, { recursive: true });
  return homeAt(folder);
}

function leavePidFile(home: Home, pid: number): void {
  writeFileSync(pidFile(home), JSON.stringify({ pid, since: new Date(0).toISOString(), token: 'theirs' }));
}

async function listening(socket: string): Promise<Server> {
  const server = createServer().listen(socket);
  await once(server, 'listening');
  return server;
}

/** What kill -9 leaves behind: a socket file that nobody listens on. */
async function leaveStaleSocket(home: Home): Promise<void> {
  const { linkSync, renameSync } = await import('node:fs');
  const server = await listening(`${home.socket}.made`);
  linkSync(`${home.socket}.made`, `${home.socket}.kept`);
  server.close();
  await once(server, 'close');
  renameSync(`${home.socket}.kept`, home.socket);
}

test('a stale socket is dialled, and only then removed', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  await leaveStaleSocket(home);
  assert.deepEqual(await dial(home.socket), { kind: 'stale' });
  const claim = await claimHome({ home, run: noPs });
  assert.equal(claim.kind, 'claimed');
  assert.ok(!existsSync(home.socket));
  assert.equal(readHolder(pidFile(home))?.pid, process.pid);
  claim.release();
  assert.ok(!existsSync(pidFile(home)));
});

test('a daemon that listens is named with its pid and since when', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  leavePidFile(home, 4711);
  const server = await listening(home.socket);
  const claim = await claimHome({ home, run: noPs });
  server.close();
  assert.equal(claim.kind, 'held');
  assert.match(claim.reason, /pid 4711, since 1970-01-01T00:00:00.000Z/);
});

test('of two that start at once, one gets the home', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  await leaveStaleSocket(home);
  const claims = await Promise.all([1, 2, 3, 4].map(() => claimHome({ home, run: noPs, startMs: 100 })));
  assert.equal(claims.filter(({ kind }) => kind === 'claimed').length, 1);
  assert.equal(claims.filter(({ kind }) => kind === 'held').length, 3);
});

test('what a dead daemon left is cleared away', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  // Above the largest pid of Linux and macOS.
  leavePidFile(home, 2 ** 30);
  assert.equal((await claimHome({ home, run: noPs })).kind, 'claimed');
});

test('a pid that a stranger uses again does not hold the home', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  leavePidFile(home, process.ppid);
  const { utimesSync } = await import('node:fs');
  utimesSync(pidFile(home), 1000, 1000);
  assert.equal((await claimHome({ home, run: psSays('01:00'), startMs: 0 })).kind, 'claimed');
});

test('a daemon that lives but lost its socket still holds the home', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  leavePidFile(home, process.ppid);
  const claim = await claimHome({ home, run: psSays('9-01:00:00'), startMs: 0 });
  assert.equal(claim.kind, 'held');
  assert.match(claim.next, new RegExp(`kill ${process.ppid}`));
});

test('half a pid file is no claim', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  writeFileSync(pidFile(home), '{"pid":');
  assert.equal((await claimHome({ home, run: noPs, startMs: 0 })).kind, 'claimed');
});

test('something else at the place of the socket is left alone', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  writeFileSync(home.socket, 'precious');
  const claim = await claimHome({ home, run: noPs });
  assert.equal(claim.kind, 'refused');
  assert.ok(existsSync(home.socket));
});

test('elapsed times of ps are read in all their forms', () => {
  assert.equal(parseElapsed('  00:07\n'), 7);
  assert.equal(parseElapsed('02:03'), 123);
  assert.equal(parseElapsed('1:02:03'), 3723);
  assert.equal(parseElapsed('2-01:02:03'), 2 * 86_400 + 3723);
  assert.equal(parseElapsed(''), undefined);
  assert.equal(parseElapsed('ELAPSED'), undefined);
});
