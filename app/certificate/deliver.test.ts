import assert from 'node:assert/strict';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Clock, GuestSession } from '../ports.ts';
import { SshGuest } from '../platform/ssh/guest.ts';
import { makeMachine, type MadeMachine } from '../testing/make-store.ts';
import { startSshGuest, type SshGuestOptions } from '../testing/ssh-guest.ts';
import { deliverCertificate } from './deliver.ts';
import type { Delivery } from './delivery.ts';
import { issueFromStore } from './renewal.ts';

const clock: Clock = {
  now: Date.now,
  monotonic: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

let folder: string;
let made: MadeMachine;
let newPem: string;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'deliver-'));
  made = await makeMachine({
    base: folder,
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
    servedNames: ['192.168.99.100'],
  });
  const issued = await issueFromStore({
    machine: made.machine,
    currentPem: made.serverPem,
    names: ['localhost', '127.0.0.1'],
    now: Date.now(),
  });
  assert.ok(issued.kind === 'issued');
  newPem = issued.pem;
});
after(() => rm(folder, { recursive: true, force: true }));

/** An engine that serves what it read when it started; `init` is /etc/init.d/docker, with `$root` to stand on. */
const init = `#!/bin/sh
pidfile=$root/var/run/docker.pid
echo "$1" >>"$root/log"
case "$1" in
start)
  if [ -e "$root/dies-with-new" ] && ! cmp -s "$root/old.pem" "$root/var/lib/boot2docker/server.pem"; then exit 0; fi
  if [ -e "$pidfile" ] && kill -0 "$(cat "$pidfile")" 2>/dev/null; then echo 'already running' >&2; exit 1; fi
  cp "$root/var/lib/boot2docker/server.pem" "$root/served.pem"
  root=$root sh -c 'trap "sleep \${STOP_SECONDS:-0}; rm -f $root/var/run/docker.pid; exit 0" TERM; while :; do sleep 0.02; done' &
  echo $! >"$pidfile"
  ;;
stop) kill "$(cat "$pidfile")" ;;
esac
`;

async function standUp(t: TestContext, options: Partial<SshGuestOptions> = {}) {
  const root = await mkdtemp(path.join(folder, 'guest-'));
  const boot2docker = path.join(root, 'var/lib/boot2docker');
  for (const each of ['var/lib/boot2docker', 'var/run', 'etc/init.d'])
    await mkdir(path.join(root, each), { recursive: true });
  await writeFile(path.join(root, 'etc/os-release'), 'NAME=Boot2Docker\nID=boot2docker\n');
  await writeFile(path.join(boot2docker, 'profile'), 'SERVERCERT=/var/lib/boot2docker/server.pem\n');
  await writeFile(path.join(boot2docker, 'server.pem'), made.serverPem, { mode: 0o640 });
  await writeFile(path.join(root, 'old.pem'), made.serverPem);
  await writeFile(path.join(root, 'etc/init.d/docker'), init.replaceAll('$root', root));
  await chmod(path.join(root, 'etc/init.d/docker'), 0o755);
  const server = await startSshGuest({ root, authorizedKey: made.authorizedKey, ...options });
  t.after(() => server.stop());
  const machine = { ...made.machine, ssh: { ...made.machine.ssh, port: server.port } };
  const connect = () => new SshGuest({ knownHosts: path.join(root, 'known_hosts') }).connect(machine);
  const first = await connect();
  t.after(() => first[Symbol.asyncDispose]());
  await first.run('/etc/init.d/docker start >/dev/null 2>&1 </dev/null');

  const text = (file: string) => readFile(path.join(root, file), 'utf8').catch(() => '');
  const isRunning = async (): Promise<boolean> => {
    const pid = Number(await text('var/run/docker.pid'));
    try {
      return pid > 0 && process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const serves = async (pem: string) => (await text('served.pem')) === pem && (await isRunning());
  const deliver = (more: Partial<Delivery> = {}, session: GuestSession = first) =>
    deliverCertificate({ session, pem: newPem, verify: () => serves(newPem), clock, ...more });
  const left = async () => (await readdir(boot2docker)).filter((name) => name.includes('fairlead')).sort();
  return { root, boot2docker, first, connect, server, text, serves, deliver, left };
}

async function until(what: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await what())) {
    assert.ok(performance.now() < end, 'it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a delivery leaves the engine with the new certificate and the old one backed up', async (t) => {
  const guest = await standUp(t);
  const said: string[] = [];
  const result = await guest.deliver({ onProgress: (text) => said.push(text) });
  assert.ok(result.kind === 'delivered', JSON.stringify(result));
  assert.match(result.backup, /^\/var\/lib\/boot2docker\/server\.pem\.fairlead-\d{8}T\d{9}Z$/);
  assert.equal(await guest.text(result.backup), made.serverPem);
  assert.equal(await guest.text('var/lib/boot2docker/server.pem'), newPem);
  assert.deepEqual(await guest.left(), [path.basename(result.backup)]);
  assert.equal(await guest.text('log'), 'start\nstop\nstart\n');
  assert.equal(said.length, 2);
});

test('a second delivery within the same second has a back-up of its own', async (t) => {
  const guest = await standUp(t);
  const second = Math.floor(Date.now() / 1000) * 1000;
  const first = await guest.deliver({ clock: { ...clock, now: () => second } });
  assert.ok(first.kind === 'delivered', JSON.stringify(first));
  const back = await guest.deliver({
    pem: made.serverPem,
    verify: () => guest.serves(made.serverPem),
    clock: { ...clock, now: () => second + 1 },
  });
  assert.ok(back.kind === 'delivered', JSON.stringify(back));
  assert.equal(await guest.text(first.backup), made.serverPem);
  assert.equal(await guest.text(back.backup), newPem);
});

test('an engine that takes its time to stop is waited for', async (t) => {
  const guest = await standUp(t, { environment: { STOP_SECONDS: '1.5' } });
  assert.equal((await guest.deliver()).kind, 'delivered');
  assert.equal(await guest.serves(newPem), true);
});

test('a certificate that does not verify is taken back', async (t) => {
  const guest = await standUp(t);
  const result = await guest.deliver({ verify: () => Promise.reject(new Error('no')), verifyMs: 300 });
  assert.deepEqual(result, {
    kind: 'rolled-back',
    reason: 'the engine did not verify with the new certificate',
  });
  assert.equal(await guest.serves(made.serverPem), true);
  assert.equal((await guest.left()).length, 1);
});

test('an engine that does not start with the new certificate is started with the old one', async (t) => {
  const guest = await standUp(t);
  await writeFile(path.join(guest.root, 'dies-with-new'), '');
  const result = await guest.deliver({ startSeconds: 1 });
  assert.equal(result.kind, 'rolled-back');
  assert.match(JSON.stringify(result), /did not start/);
  assert.equal(await guest.serves(made.serverPem), true);
});

test('wherever the connection breaks, the guest ends with a running engine and a whole certificate', async (t) => {
  const breakAt = async (at: number): Promise<void> => {
    let count = -1;
    const seen = { launch: false };
    const guest = await standUp(t, {
      onCommand: (command) => {
        if (count++ === at) throw new Error('the line is cut');
        seen.launch ||= command.includes('start_engine');
      },
    });
    const result = await guest.deliver({ confirmSeconds: 1 });
    // The script is at its end when it has made its backup and given up its lock.
    const has = async (pattern: RegExp) => (await guest.left()).some((name) => pattern.test(name));
    if (seen.launch) await until(async () => (await has(/-\d{8}T/)) && !(await has(/-lock$/)));
    const isNew = await guest.serves(newPem);
    assert.ok(isNew || (await guest.serves(made.serverPem)), `after command ${at}`);
    assert.equal(await guest.text('var/lib/boot2docker/server.pem'), isNew ? newPem : made.serverPem);
    if (result.kind === 'delivered') assert.ok(isNew);
  };
  await Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(breakAt));
});

test('a broken connection is opened again', async (t) => {
  let count = 0;
  const guest = await standUp(t, {
    onCommand: () => {
      if (count++ % 4 === 3) throw new Error('the line is cut');
    },
  });
  const result = await guest.deliver({ reconnect: guest.connect });
  assert.equal(result.kind, 'delivered', JSON.stringify(result));
});

test('what an earlier delivery left behind is ended first', async (t) => {
  const guest = await standUp(t);
  const abandoned = await guest.connect();
  const first = guest.deliver({ verify: () => Promise.resolve(false) }, abandoned);
  await until(async () =>
    (await guest.text('var/lib/boot2docker/server.pem.fairlead-status')).includes('waiting'),
  );
  await abandoned[Symbol.asyncDispose]();
  const ended = await first;
  assert.ok(ended.kind === 'failed' && ended.untouched === undefined, JSON.stringify(ended));
  // Backups are named by the second.
  const later: Clock = { ...clock, now: () => Date.now() + 5000 };
  assert.equal((await guest.deliver({ clock: later })).kind, 'delivered');
  assert.equal(await guest.serves(newPem), true);
});

test('a script that died in the middle is cleared away, and its engine started', async (t) => {
  const guest = await standUp(t);
  await guest.first.run('/etc/init.d/docker stop');
  const prefix = path.join(guest.boot2docker, 'server.pem.fairlead-');
  await mkdir(`${prefix}lock`);
  await writeFile(`${prefix}lock/pid`, '999999999');
  await writeFile(`${prefix}new`, 'half');
  await writeFile(`${prefix}status`, '20200101T000000Z stopping \n');
  assert.equal((await guest.deliver()).kind, 'delivered');
  assert.equal((await guest.left()).length, 1);
});

test('what cannot be done is said, with nothing changed', async (t) => {
  const guest = await standUp(t);
  const untouched = async () => {
    assert.equal(await guest.text('var/lib/boot2docker/server.pem'), made.serverPem);
    assert.equal(await guest.text('log'), 'start\n');
    assert.deepEqual(await guest.left(), []);
  };
  const refused = async (pattern: RegExp, more: Partial<Delivery> = {}) => {
    const result = await guest.deliver(more);
    assert.ok(result.kind === 'failed' && result.untouched === true, JSON.stringify(result));
    assert.match(result.reason, pattern);
  };
  const other = await makeMachine({ base: folder, name: 'other', guestIp: '192.168.99.101', sshPort: 1 });
  await refused(/another key/, { pem: other.serverPem });
  await untouched();

  await mkdir(path.join(guest.boot2docker, 'server.pem.fairlead-new'));
  await refused(/could not be written in the machine/);
  await rm(path.join(guest.boot2docker, 'server.pem.fairlead-new'), { recursive: true });
  await untouched();

  const sudo = path.join(guest.root, 'guest-bin/sudo');
  await cp(sudo, `${sudo}.good`);
  await writeFile(sudo, '#!/bin/sh\necho "sudo: a password is required" >&2\nexit 1\n');
  await refused(/a password is required/);
  await cp(`${sudo}.good`, sudo);
  await untouched();

  await writeFile(path.join(guest.boot2docker, 'profile'), "SERVERCERT='/etc/passwd; reboot'\n");
  await refused(/unexpected place/);
  await writeFile(path.join(guest.root, 'etc/os-release'), 'ID=alpine\n');
  await refused(/its system is alpine/);
  await untouched();
});

test('a systemd guest: the certificate of the unit, restarted in one job', async (t) => {
  const guest = await standUp(t);
  await mkdir(path.join(guest.root, 'etc/docker'), { recursive: true });
  await writeFile(path.join(guest.root, 'etc/docker/server.pem'), made.serverPem);
  await writeFile(path.join(guest.root, 'etc/os-release'), 'ID=ubuntu\n');
  const systemctl = path.join(guest.root, 'guest-bin/systemctl');
  await writeFile(
    systemctl,
    `#!/bin/sh
case "$*" in
"cat docker") echo 'ExecStart=/usr/bin/dockerd --tlscert /etc/docker/server.pem --tlsverify' ;;
"-f restart docker") echo restart >>"${guest.root}/log"; cp "${guest.root}/etc/docker/server.pem" "${guest.root}/served.pem" ;;
esac
`,
  );
  await chmod(systemctl, 0o755);
  const result = await guest.deliver();
  assert.ok(result.kind === 'delivered', JSON.stringify(result));
  assert.match(result.backup, /^\/etc\/docker\/server\.pem\.fairlead-/);
  assert.equal(await guest.text('etc/docker/server.pem'), newPem);
  assert.equal(await guest.text('log'), 'start\nrestart\n');
});
