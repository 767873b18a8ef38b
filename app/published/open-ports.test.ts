import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { describe, test } from 'node:test';
import { LocalPorts } from '../platform/process/local-ports.ts';
import { run } from '../platform/process/run.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { MemoryJournal } from '../testing/memory-journal.ts';
import { silentLog } from '../testing/silent-log.ts';
import { OpenPorts } from './open-ports.ts';
import type { WantedPort } from './wanted-ports.ts';

/** A machine's side: a real server, dialled as the carrier would. */
async function machineSide(serve: (socket: Socket) => void): Promise<{ server: Server; port: number }> {
  const server = net.createServer({ allowHalfOpen: true }, serve);
  server.listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

async function freePort(): Promise<number> {
  const { server, port } = await machineSide(() => undefined);
  server.close();
  await once(server, 'close');
  return port;
}

function dialPort(port: number): Promise<Socket> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  return once(socket, 'connect').then(() => socket);
}

function scene(target: number) {
  const clock = new ManualClock();
  let changes = 0;
  const journal = new MemoryJournal();
  const open = new OpenPorts({
    clock,
    log: silentLog,
    journal,
    ports: new LocalPorts({ run, lsof: '/nonexistent/lsof', ps: '/bin/ps' }),
    dial: () => dialPort(target),
    carry,
    changed: () => (changes += 1),
  });
  return { open, clock, journal, changes: () => changes };
}

const wanted = (port: number, more: Partial<WantedPort> = {}): WantedPort => ({
  machine: 'default',
  container: 'web',
  protocol: 'tcp',
  port,
  host: '127.0.0.1',
  verdict: { kind: 'open' },
  ...more,
});

describe('open ports', () => {
  test('carry both halves on their own, and 16 MB whole, to a reader that is slow at first', async () => {
    const { server, port: target } = await machineSide((socket) => {
      const hash = createHash('sha256');
      socket.on('data', (chunk) => hash.update(chunk));
      socket.on('end', () => socket.end(`got ${hash.digest('hex')}`));
    });
    const { open } = scene(target);
    const port = await freePort();
    await open.set([wanted(port)]);
    assert.deepEqual(open.view('default'), [
      { container: 'web', protocol: 'tcp', localPort: port, machinePort: port, state: 'open' },
    ]);
    const client = await dialPort(port);
    const hash = createHash('sha256');
    for (let sent = 0; sent < 16; sent += 1) {
      const chunk = randomBytes(1024 * 1024);
      hash.update(chunk);
      if (!client.write(chunk)) await once(client, 'drain');
    }
    client.end();
    assert.equal(await textOf(client), `got ${hash.digest('hex')}`);
    await open.stop();
    server.close();
    await assert.rejects(dialPort(port), { code: 'ECONNREFUSED' });
  });

  test('close when nobody wants them, and leave who is connected alone', async () => {
    const { server, port: target } = await machineSide((socket) => socket.pipe(socket));
    const { open, changes } = scene(target);
    const port = await freePort();
    await open.set([wanted(port)]);
    const client = await dialPort(port);
    client.write('one');
    assert.equal(String((await once(client, 'data'))[0]), 'one');
    await open.set([]);
    assert.equal(changes(), 2);
    await assert.rejects(dialPort(port), { code: 'ECONNREFUSED' });
    client.write('two');
    assert.equal(String((await once(client, 'data'))[0]), 'two');
    client.end();
    await once(client, 'close');
    server.close();
    await open.stop();
  });

  test('a port that something else has is said with its holder, and opened once it is free', async () => {
    const { server, port } = await machineSide(() => undefined);
    const { open, clock } = scene(1);
    await open.set([wanted(port)]);
    const [view] = open.view('default');
    assert.equal(view?.state, 'taken');
    assert.match(view.holder ?? '', new RegExp(`pid ${process.pid}`));
    server.close();
    await once(server, 'close');
    await clock.pass(5000);
    await open.set([wanted(port)]);
    assert.equal(open.view('default')[0]?.state, 'open');
    await open.stop();
  });

  test('a client is reset at once when the machine cannot be reached', async () => {
    const nowhere = await freePort();
    const { open } = scene(nowhere);
    const port = await freePort();
    await open.set([wanted(port)]);
    const client = await dialPort(port);
    const [error] = (await once(client, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ECONNRESET');
    await open.stop();
  });

  test('what is not carried, and what another machine has, is said and not opened', async () => {
    const { open } = scene(1);
    const port = await freePort();
    await open.set([
      wanted(port, {
        protocol: 'udp',
        verdict: { kind: 'not-carried', why: 'UDP is not carried, only TCP is' },
      }),
      wanted(port, { machine: 'work', verdict: { kind: 'taken', holder: 'the machine default' } }),
    ]);
    assert.deepEqual(
      [...open.view('default'), ...open.view('work')].map(
        ({ state, holder, detail }) => holder ?? detail ?? state,
      ),
      ['UDP is not carried, only TCP is', 'the machine default'],
    );
    await assert.rejects(dialPort(port), { code: 'ECONNREFUSED' });
    // The winner's container stops: the other machine has it from then on, with no gap of a retry.
    await open.set([wanted(port, { machine: 'work' })]);
    assert.equal(open.view('work')[0]?.state, 'open');
    await open.stop();
  });
});

async function textOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

function carry(one: Duplex, other: Duplex): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
}
