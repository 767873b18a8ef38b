/** Engines that hang up on a question that comes over another stream than a socket, as over SSH. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { after, before, test } from 'node:test';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { startRawEngine } from '../../testing/raw-engine.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { TlsEngine } from './engine.ts';

const folder = temporaryFolder();
let made: MadeMachine;
before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

/** As a channel of an SSH connection: a stream of JavaScript's, gone as soon as the other side has ended. */
async function channelTo(port: number): Promise<Duplex> {
  const socket = net.connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  const channel = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => void socket.write(chunk, done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk) => channel.push(chunk));
  socket.on('close', () => channel.push(null));
  socket.on('error', () => undefined);
  channel.on('end', () => channel.destroy());
  return channel;
}

test('an engine that hangs up on questions leaves later ones alone', async () => {
  let hangsUp = true;
  await using engine = await startRawEngine(made, (socket) => {
    socket.on('data', () => {
      if (hangsUp) socket.destroy();
      else setImmediate(() => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK'));
    });
  });
  const asker = new TlsEngine({
    clock: { now: () => Date.now() },
    dial: ({ port }) => channelTo(port),
  });
  const ask = () =>
    asker.probe(made.machine, { host: '127.0.0.1', port: engine.port, timeoutMs: 5000, present: true });
  for (let i = 0; i < 4; i += 1) assert.equal((await ask()).kind, 'unwell');
  hangsUp = false;
  // Parsers of node:http are shared by the process; one that was given back twice is had by two of these.
  const kinds = (await Promise.all(Array.from({ length: 6 }, ask))).map(({ kind }) => kind);
  assert.deepEqual(
    kinds,
    Array.from({ length: 6 }, () => 'answers'),
  );
});
