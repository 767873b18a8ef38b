import assert from 'node:assert/strict';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { protocol } from '../../shared/control/wire.ts';
import { homeAt, type Home } from '../home/home.ts';
import { serving, until } from '../testing/serving.ts';
import { hijacked, snapshot } from '../testing/snapshots.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { clientAt, connect } from './client.ts';

/** Something on the socket that is not our server: answers every connection as told. */
async function impostor(home: Home, answer: (socket: Socket) => void): Promise<AsyncDisposable> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined));
    socket.once('data', () => answer(socket));
  }).listen(home.socket);
  await once(server, 'listening');
  return {
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(body: string, headers = `X-Fairlead-Protocol: ${protocol}`): string {
  return `HTTP/1.1 200 OK\r\n${headers}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`;
}

function homeIn(folder: string): Home {
  mkdirSync(folder, { recursive: true });
  return homeAt(folder);
}

test('a running daemon is found and answers', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const connection = await connect(served.home);
  assert.equal(connection.kind, 'connected');
  assert.deepEqual(await connection.client.status({}), hijacked());
});

test('input arrives as the contract parses it', async () => {
  await using served = await serving();
  const leave = new AbortController();
  const reading = served.client.logs({ lines: 3, follow: 'no' }, leave.signal)[Symbol.asyncIterator]().next();
  await until(() => served.core.calls.length === 1);
  leave.abort();
  assert.equal((await reading).done, true);
  assert.deepEqual(served.core.calls, [{ name: 'logs', input: { lines: 3, follow: false } }]);
});

test('no daemon is no error of the socket, and says how to start one', async () => {
  using folder = temporaryFolder();
  const connection = await connect(homeAt(folder.at('nowhere')));
  assert.equal(connection.kind, 'no-daemon');
  assert.match(String(connection.error.hint), /fairlead daemon/);
});

test('a socket that is too long, no socket or not ours is named as that', async () => {
  using folder = temporaryFolder();
  const kindOf = async (home: Home): Promise<string> => {
    const connection = await connect(home);
    return connection.kind === 'unusable' ? connection.error.kind : connection.kind;
  };
  assert.equal(await kindOf(homeAt(folder.at('x'.repeat(100)))), 'path-too-long');
  const home = homeIn(folder.at('a'));
  writeFileSync(home.socket, '');
  assert.equal(await kindOf(home), 'not-a-socket');
  if (process.getuid?.() !== 0) return;
  const theirs = homeIn(folder.at('b'));
  await using _server = await impostor(theirs, (socket) => socket.end());
  chownSync(theirs.socket, 54_321, 54_321);
  assert.equal(await kindOf(theirs), 'not-ours');
});

const impostors: readonly (readonly [what: string, sent: string, kind: string, said: RegExp])[] = [
  [
    'a daemon of another protocol',
    answer('{}', 'X-Fairlead-Protocol: 999'),
    'wrong-protocol',
    new RegExp(`the daemon speaks protocol 999, this command speaks ${protocol}`),
  ],
  ['something that is not Fairlead', answer('{}', 'Server: nginx'), 'bad-answer', /not a Fairlead daemon/],
  ['an answer of another shape', answer('{"revision":1}'), 'bad-answer', /cannot be understood/],
  ['an answer that is no JSON', answer('<html>'), 'bad-answer', /not JSON/],
  [
    'an answer cut short',
    answer('{"revision"').replace('Length: 11', 'Length: 999'),
    'closed',
    /in the middle/,
  ],
  ['no answer at all', '', 'closed', /in the middle/],
];
for (const [what, sent, kind, said] of impostors) {
  test(`${what} is one clear sentence`, async () => {
    using folder = temporaryFolder();
    const home = homeIn(folder.path);
    await using _server = await impostor(home, (socket) => socket.end(sent));
    await assert.rejects(clientAt(home.socket).status({}), { name: 'ControlError', kind, message: said });
  });
}

test('a pipe that breaks in the middle of a feed is an error, not an end', async () => {
  using folder = temporaryFolder();
  const home = homeIn(folder.path);
  const line = `${JSON.stringify(snapshot())}\n`;
  const head = `HTTP/1.1 200 OK\r\nX-Fairlead-Protocol: ${protocol}\r\nTransfer-Encoding: chunked\r\n\r\n`;
  await using _server = await impostor(home, (socket) => {
    socket.write(`${head}${line.length.toString(16)}\r\n${line}\r\n`);
    socket.end('10\r\n{"revis');
  });
  const seen: number[] = [];
  const read = async (): Promise<void> => {
    for await (const { revision } of clientAt(home.socket).watch({})) seen.push(revision);
  };
  await assert.rejects(read, { kind: 'closed', message: /in the middle of \/v1\/watch/ });
  assert.deepEqual(seen, [1]);
});

test('a daemon that is gone between looking and asking is said to be gone', async () => {
  using folder = temporaryFolder();
  await assert.rejects(clientAt(folder.at('control.sock')).status({}), { kind: 'no-daemon' });
});
