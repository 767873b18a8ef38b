import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { protocol } from '../../shared/control/wire.ts';
import { serving } from '../testing/serving.ts';
import { hijacked, machineView, snapshot } from '../testing/snapshots.ts';
import { temporaryFolder } from '../testing/temporary.ts';

const script = fileURLToPath(new URL('./fairlead.ts', import.meta.url));

async function fairlead(
  home: string,
  ...argv: string[]
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn(process.execPath, ['--no-warnings', script, ...argv], {
    env: { ...process.env, FAIRLEAD_HOME: home, NO_COLOR: '1', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number]>,
  ]);
  return { code, out, err };
}

test('the quick status says what the full command line says', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const home = served.home.root;
  const quick = await fairlead(home, 'status');
  // --home after an equals sign is one of the things the quick way leaves to the full one.
  const full = await fairlead(home, 'status', `--home=${home}`);
  assert.deepEqual(quick, full);
  assert.match(quick.out, /^Docker is reachable over localhost/);
  assert.deepEqual(
    JSON.parse((await fairlead('/nowhere', '--json', 'status', '--home', home)).out),
    hijacked(),
  );
});

test('a home that is a file is named as that, not stumbled over', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('file'), '');
  const { code, err } = await fairlead(folder.at('file'), 'status');
  assert.equal(code, 1);
  assert.match(err, /^fairlead: \S+ is in the way: it is not a folder\n/);
});

test('a broken state, no machine and none that runs are exit code 5', async () => {
  for (const seen of [
    snapshot({ state: 'broken', sentence: 'Docker is out of reach.' }),
    snapshot({ state: 'off', sentence: 'There is no docker-machine VM here.', machines: [] }),
    snapshot({ state: 'off', machines: [machineView({ state: 'off', path: 'none' })] }),
  ]) {
    await using served = await serving({ snapshot: seen });
    assert.equal((await fairlead(served.home.root, 'status')).code, 5, seen.sentence);
  }
});

test('an answer that is no snapshot is one sentence too', async () => {
  for (const [body, said] of [
    ['{"a":', /not JSON/],
    ['{"a":1}', /cannot be understood/],
  ] as const) {
    using folder = temporaryFolder();
    const answer = `HTTP/1.1 200 OK\r\nX-Fairlead-Protocol: ${protocol}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
    const server = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.end(answer));
    }).listen(folder.at('control.sock'));
    await once(server, 'listening');
    for (const argv of [['status'], ['status', '--json']]) {
      const { code, out, err } = await fairlead(folder.path, ...argv);
      assert.equal(code, 1);
      assert.match(`${err}${out}`, said);
    }
    server.close();
  }
});

test('a daemon of another protocol is one sentence and exit code 3', async () => {
  using folder = temporaryFolder();
  const answer =
    'HTTP/1.1 200 OK\r\nX-Fairlead-Protocol: 999\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end(answer));
  }).listen(folder.at('control.sock'));
  await once(server, 'listening');
  const { code, err } = await fairlead(folder.path, 'status');
  server.close();
  assert.equal(code, 3);
  assert.match(
    err,
    new RegExp(
      `^fairlead: the daemon speaks protocol 999, this command speaks ${protocol}: .*\\n +update this command`,
    ),
  );
});

test('a reader that has seen enough is no failure', async () => {
  // No daemon: the settings come from the file, and what is tested is the pipe.
  using folder = temporaryFolder();
  const child = spawn(process.execPath, ['--no-warnings', script, 'settings'], {
    env: { ...process.env, FAIRLEAD_HOME: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
  assert.equal(err, '');
  assert.equal(code, 0);
});
