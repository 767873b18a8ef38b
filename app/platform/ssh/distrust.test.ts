/** A guest that speaks SSH and means no good: each is over in time, in little memory, and with a sentence. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { after, before, test, type TestContext } from 'node:test';
import { GuestError, type GuestErrorKind } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import { heldMb } from '../../testing/held-memory.ts';
import { flood, startHostileGuest, type HostileGuestOptions } from '../../testing/hostile-guest.ts';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { until } from '../../testing/serving.ts';
import { silentLog } from '../../testing/silent-log.ts';
import { rawServer } from '../../testing/raw-server.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import { timed } from '../../testing/timed.ts';
import { SshGuest } from './guest.ts';
import { SshTunnels } from './tunnels.ts';
import { systemClock } from '../process/clock.ts';

const folder = temporaryFolder();
const knownHosts = folder.at('known_hosts');
let made: MadeMachine;

before(async () => {
  made = await makeMachine({ base: folder.path, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
});
after(() => folder[Symbol.dispose]());

const limitMs = 300;
const chunk = Buffer.alloc(32 * 1024, 'x');

/** Another folder of pins for each: these guests all have keys of their own. In a hurry only where nothing comes. */
async function connect(port: number, connectTimeoutMs = 5000) {
  const machine: Machine = { ...made.machine, store: `/${port}`, ssh: { ...made.machine.ssh, port } };
  return new SshGuest({ knownHosts, connectTimeoutMs }).connect(machine);
}

/** Fails unless it is refused with this kind, within a second of its limit and a few megabytes. */
async function refused(kind: GuestErrorKind, said: RegExp, attempt: () => Promise<unknown>): Promise<void> {
  const before = heldMb();
  const { value: error, ms } = await timed(
    attempt().then(
      (value) => assert.fail(`it went through: ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    ),
  );
  assert.ok(error instanceof GuestError, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, said);
  assert.ok(ms < limitMs + 2000, `it took ${Math.round(ms)} ms`);
  const grown = heldMb() - before;
  // The guest's own buffers are in this process as well.
  assert.ok(grown < 24, `${grown.toFixed(1)} MB are held`);
}

async function hostile(t: TestContext, options: HostileGuestOptions) {
  const guest = await startHostileGuest(options);
  t.after(() => guest[Symbol.asyncDispose]());
  return guest;
}

test('a guest that never answers our authentication is given up, unpinned', async (t) => {
  const guest = await hostile(t, { authentication: 'hang' });
  await refused('timed-out', /did not answer over SSH at 127\.0\.0\.1:\d+ within 300 ms/, () =>
    connect(guest.port, limitMs),
  );
  assert.ok(!existsSync(knownHosts));
  await until(() => guest.open() === 0);
});

for (const [what, options] of [
  ['never confirms a channel', { session: 'hang' }],
  ['confirms a channel and never answers exec', {}],
  ['takes a command and says nothing', { exec: () => undefined }],
] as const satisfies readonly (readonly [string, HostileGuestOptions])[]) {
  test(`a guest that lets us in and ${what} is given up`, async (t) => {
    const guest = await hostile(t, options);
    await using session = await connect(guest.port);
    await refused('timed-out', /A command in default did not end within 300 ms/, () =>
      session.run('true', { timeoutMs: limitMs }),
    );
  });
}

for (const [what, exec] of [
  ['stdout', (channel) => flood(channel.stdout, chunk)],
  ['stderr', (channel) => flood(channel.stderr, chunk)],
] as const satisfies readonly (readonly [string, HostileGuestOptions['exec']])[]) {
  test(`endless ${what} ends the command, not the session`, async (t) => {
    let floods = true;
    const guest = await hostile(t, {
      exec: (channel) => {
        if (floods) return exec(channel);
        channel.exit(0);
        channel.end('well');
      },
    });
    await using session = await connect(guest.port);
    await refused('too-much', /A command in default printed more than 65536 bytes/, () =>
      session.run('cat /dev/zero', { timeoutMs: 5000 }),
    );
    floods = false;
    assert.equal((await session.run('true')).stdout, 'well');
  });
}

test('a file of gigabytes is not read to its end, also where much is allowed', async (t) => {
  const guest = await hostile(t, { exec: (channel) => flood(channel.stdout, chunk) });
  await using session = await connect(guest.port);
  await refused('too-much', /more than 4194304 bytes/, () =>
    session.run('cat huge', { maxBytes: 4 * 1024 * 1024, timeoutMs: 10_000 }),
  );
});

test('a command that is closed without a status has not succeeded', async (t) => {
  const guest = await hostile(t, {
    exec: (channel) => {
      channel.write('all is well');
      channel.close();
    },
  });
  await using session = await connect(guest.port);
  await refused('closed', /A command in default was cut off before it ended/, () => session.run('true'));
});

test('an exit status that no program has is a failure like any other', async (t) => {
  const guest = await hostile(t, {
    exec: (channel) => {
      channel.exit(0xffff_ffff);
      channel.end();
    },
  });
  await using session = await connect(guest.port);
  assert.equal((await session.run('true')).exitCode, 0xffff_ffff);
});

test('requests and channels that a guest opens towards us are refused, however many', async (t) => {
  const guest = await hostile(t, {
    exec: (channel) => {
      channel.exit(0);
      channel.end('well');
    },
    onConnection: (connection) => {
      connection.on('ready', () => {
        for (let each = 0; each < 200; each += 1) {
          connection.forwardOut('127.0.0.1', 1, '127.0.0.1', 2, () => undefined);
          connection.x11('127.0.0.1', 1, () => undefined);
        }
      });
    },
  });
  await using session = await connect(guest.port);
  assert.equal((await session.run('true')).stdout, 'well');
});

test('a tunnel whose channel is never confirmed is late, and the next one is as well', async (t) => {
  // The first one is: to get in takes longer than the limit where the processor is busy.
  let confirms = true;
  const guest = await hostile(t, {
    onConnection: (connection) =>
      connection.on('tcpip', (accept) => {
        if (confirms) accept();
      }),
  });
  const tunnels = new SshTunnels({ knownHosts, clock: systemClock, log: silentLog });
  t.after(() => tunnels.stop());
  const machine: Machine = {
    ...made.machine,
    store: `/${guest.port}`,
    ssh: { ...made.machine.ssh, port: guest.port },
  };
  (await tunnels.dial(machine, { host: '127.0.0.1', port: 2376, timeoutMs: 10_000 })).destroy();
  confirms = false;
  for (let each = 0; each < 3; each += 1) {
    const { ms } = await timed(
      assert.rejects(
        tunnels.dial(machine, { host: '127.0.0.1', port: 2376, timeoutMs: limitMs }),
        /127\.0\.0\.1:2376 in default did not answer in time|to default opened no channel/,
      ),
    );
    assert.ok(ms < limitMs + 1000, `${ms} ms`);
  }
});

/** What is sent before SSH begins. */
for (const [what, serve, kind, said] of [
  ['bytes without a line', (socket) => flood(socket, chunk), 'not-ssh', /does not speak SSH|not SSH/],
  [
    'endless lines before the banner',
    (socket) => flood(socket, Buffer.from('hello\r\n'.repeat(4000))),
    'not-ssh',
    /SSH/,
  ],
  [
    'a banner, then garbage',
    (socket) => {
      socket.write('SSH-2.0-OpenSSH_9.6\r\n');
      flood(socket, chunk);
    },
    'not-ssh',
    /does not speak SSH properly/,
  ],
  [
    'a banner, then a packet of four gigabytes',
    (socket) => {
      socket.write('SSH-2.0-OpenSSH_9.6\r\n');
      socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
      flood(socket, chunk);
    },
    'not-ssh',
    /does not speak SSH properly/,
  ],
  [
    'a banner byte by byte',
    (socket) => {
      const timer = setInterval(() => socket.write('S'), 20);
      socket.on('close', () => clearInterval(timer));
    },
    'timed-out',
    /did not answer over SSH/,
  ],
] as const satisfies readonly (readonly [string, (socket: Socket) => void, GuestErrorKind, RegExp])[]) {
  test(`${what}: refused in time and in little memory`, async (t) => {
    const port = await rawServer(t, serve);
    await refused(kind, said, () => connect(port, kind === 'timed-out' ? limitMs : undefined));
  });
}
