import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net, { type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import ssh2 from 'ssh2';
import { GuestError, type GuestErrorKind } from '../../machine/guest-error.ts';
import type { Machine } from '../../machine/machine.ts';
import { rawServer } from '../../testing/raw-server.ts';
import { makeMachine, type MadeMachine } from '../../testing/make-store.ts';
import { startSshGuest, type SshGuestOptions } from '../../testing/ssh-guest.ts';
import { SshGuest } from './guest.ts';
import { forgetHostKey, readPin } from './known-hosts.ts';

let folder: string;
let made: MadeMachine;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ssh-'));
  made = await makeMachine({ base: folder, name: 'default', guestIp: '192.168.99.100', sshPort: 1 });
});
after(() => rm(folder, { recursive: true, force: true }));

function at(port: number): Machine {
  return { ...made.machine, ssh: { ...made.machine.ssh, port } };
}

async function started(t: TestContext, options: Partial<SshGuestOptions> = {}) {
  const root = await mkdtemp(path.join(folder, 'guest-'));
  const guest = await startSshGuest({ root, authorizedKey: made.authorizedKey, ...options });
  t.after(() => guest.stop());
  return { root, knownHosts: path.join(root, 'known_hosts'), ...guest };
}

async function refusal(kind: GuestErrorKind, attempt: Promise<unknown>): Promise<GuestError> {
  const error: unknown = await attempt.then(
    () => assert.fail('it went through'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GuestError, String(error));
  assert.equal(error.kind, kind, error.message);
  return error;
}

test('runs commands with input, exit code and signal', async (t) => {
  const { port, knownHosts } = await started(t);
  await using session = await new SshGuest({ knownHosts }).connect(at(port));
  assert.deepEqual(await session.run('cat; echo oops >&2; exit 3', { stdin: 'two\nlines' }), {
    exitCode: 3,
    stdout: 'two\nlines',
    stderr: 'oops\n',
  });
  assert.equal((await session.run('kill -9 $$')).exitCode, 137);
  assert.equal((await session.run('true', { stdin: 'x'.repeat(300_000) })).exitCode, 0);
});

test('a command that prints or takes too much is ended, and the session lives on', async (t) => {
  const { port, knownHosts } = await started(t);
  await using session = await new SshGuest({ knownHosts }).connect(at(port));
  await refusal('too-much', session.run('echo 1234567890', { maxBytes: 5 }));
  await refusal('timed-out', session.run('exec sleep 30', { timeoutMs: 50 }));
  assert.equal((await session.run('echo on')).stdout, 'on\n');
});

test('a broken connection ends what runs, with a sentence', async (t) => {
  const { port, knownHosts, hangUp } = await started(t);
  const session = await new SshGuest({ knownHosts }).connect(at(port));
  const running = session.run('echo started; exec sleep 30');
  hangUp();
  await refusal('closed', running);
  await refusal('closed', session.run('true'));
  await session[Symbol.asyncDispose]();
});

test('the host key is pinned on first use, and a change is refused until it is forgotten', async (t) => {
  const first = await started(t);
  const { knownHosts } = first;
  const guest = new SshGuest({ knownHosts });
  await (await guest.connect(at(first.port)))[Symbol.asyncDispose]();
  const line = await readFile(knownHosts, 'utf8');
  assert.match(line, /^fairlead:default@[0-9a-f]{12} ecdsa-sha2-nistp256 AAAA\S+ let-in:[0-9a-f]{12}\n$/);
  assert.equal((await stat(knownHosts)).mode & 0o777, 0o600);
  await (await guest.connect(at(first.port)))[Symbol.asyncDispose]();

  const second = await started(t);
  const error = await refusal('key-changed', guest.connect(at(second.port)));
  assert.match(error.message, /SHA256:\S{43}, not SHA256:\S{43}/);
  assert.equal(error.next, 'fairlead forget-key default');
  assert.equal(await readFile(knownHosts, 'utf8'), line);

  // A machine of the same name in another store has a key of its own.
  await (await guest.connect({ ...at(second.port), store: '/elsewhere' }))[Symbol.asyncDispose]();
  assert.equal(await forgetHostKey(knownHosts, made.machine), true);
  assert.equal(await forgetHostKey(knownHosts, made.machine), false);
  await (await guest.connect(at(second.port)))[Symbol.asyncDispose]();
  assert.equal((await readFile(knownHosts, 'utf8')).split('\n').length, 3);
});

test('a machine that was created again under the same name is another one, and its host key is pinned anew', async (t) => {
  const first = await started(t);
  const { knownHosts } = first;
  const guest = new SshGuest({ knownHosts });
  await (await guest.connect(at(first.port)))[Symbol.asyncDispose]();
  const ours = await readFile(knownHosts, 'utf8');
  const earlier = ours.replace(/let-in:\w+/, 'let-in:0123456789ab');
  await writeFile(knownHosts, earlier);
  assert.equal(await readPin(knownHosts, made.machine), undefined);
  const second = await started(t);
  await (await guest.connect(at(second.port)))[Symbol.asyncDispose]();
  const [line, ...more] = (await readFile(knownHosts, 'utf8')).trim().split('\n');
  assert.deepEqual(more, [], 'in place of the earlier one');
  assert.notEqual(line, ours.trim());
  // One that was pinned before that word was written is held to as ever.
  await writeFile(knownHosts, ours.replace(/ let-in:\w+/, ''));
  await refusal('key-changed', guest.connect(at(second.port)));
});

test('foreign lines in the record of host keys are kept and ignored', async (t) => {
  const { knownHosts, port } = await started(t);
  await writeFile(knownHosts, 'example.org ssh-rsa AAAA\nfairlead:default@\n\u0000junk');
  await (await new SshGuest({ knownHosts }).connect(at(port)))[Symbol.asyncDispose]();
  const text = await readFile(knownHosts, 'utf8');
  assert.match(text, /^example\.org ssh-rsa AAAA\nfairlead:default@\n\u0000junk\nfairlead:default@\w+ /);
  assert.ok((await readPin(knownHosts, made.machine)) !== undefined);
});

test('a record of host keys that cannot be read means no connection', async (t) => {
  const { port, root } = await started(t);
  await refusal('pins-unreadable', new SshGuest({ knownHosts: root }).connect(at(port)));
});

test('a key that others may read is refused with the command that helps', async (t) => {
  const { port, knownHosts } = await started(t);
  await chmod(made.machine.ssh.keyPath, 0o644);
  t.after(() => chmod(made.machine.ssh.keyPath, 0o600));
  const error = await refusal('key-exposed', new SshGuest({ knownHosts }).connect(at(port)));
  assert.equal(error.next, `chmod 600 '${made.machine.ssh.keyPath}'`);
});

test('a key that is missing or none is said so', async (t) => {
  const { port, knownHosts, root } = await started(t);
  const guest = new SshGuest({ knownHosts });
  const withKey = (keyPath: string): Machine => ({ ...at(port), ssh: { ...at(port).ssh, keyPath } });
  await refusal('key-unreadable', guest.connect(withKey(path.join(root, 'none'))));
  await refusal('key-unreadable', guest.connect(withKey(root)));
  const garbage = path.join(root, 'garbage');
  await writeFile(garbage, 'not a key', { mode: 0o600 });
  await refusal('key-unreadable', guest.connect(withKey(garbage)));
});

test('a machine that does not know the key pins nothing', async (t) => {
  const other = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const { port, knownHosts } = await started(t, { authorizedKey: other.public });
  await refusal('rejected', new SshGuest({ knownHosts }).connect(at(port)));
  await assert.rejects(stat(knownHosts));
});

test('nothing there, nothing said, garbage, no end, and a close in the middle are told apart', async (t) => {
  const knownHosts = path.join(folder, 'none');
  const guest = new SshGuest({ knownHosts });
  const hasty = new SshGuest({ knownHosts, connectTimeoutMs: 300 });
  const serving = async (serve: (socket: Socket) => void): Promise<Machine> => at(await rawServer(t, serve));
  const closed = net.createServer();
  closed.listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');

  await refusal('refused', guest.connect(at(port)));
  await refusal('timed-out', hasty.connect(await serving(() => undefined)));
  await refusal('closed', guest.connect(await serving((socket) => socket.end())));
  await refusal('closed', guest.connect(await serving((socket) => socket.end('SSH-2.0-OpenSSH_7.2\r\n'))));
  await refusal('not-ssh', guest.connect(await serving((socket) => socket.write('SSH-1.0-old\r\n'))));
  await refusal('not-ssh', guest.connect(await serving((socket) => socket.write(Buffer.alloc(20_000, 'x')))));
  const endless = await serving((socket) => {
    const more = (): void => {
      while (!socket.destroyed && socket.write('welcome\r\n'.repeat(500)));
    };
    socket.on('drain', more);
    more();
  });
  await refusal('not-ssh', guest.connect(endless));
});

test('a server with nothing but old algorithms is called too old', async (t) => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const hostKey = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const server = new ssh2.Server(
    { hostKeys: [hostKey], algorithms: { kex: ['diffie-hellman-group14-sha1'] } },
    (connection) => connection.on('error', () => undefined),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const error = await refusal(
    'too-old',
    new SshGuest({ knownHosts: path.join(folder, 'none') }).connect(
      at((server.address() as AddressInfo).port),
    ),
  );
  assert.match(error.message, /no matching key exchange/);
});
