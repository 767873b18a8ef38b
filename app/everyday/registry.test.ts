import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SshGuest } from '../platform/ssh/guest.ts';
import type { GuestSession } from '../ports.ts';
import { valueOf } from '../reading.ts';
import { makeMachine, type MadeMachine } from '../testing/make-store.ts';
import { startSshGuest, type RunningGuest } from '../testing/ssh-guest.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { listRegistries, trustRegistry, untrustRegistry } from './registry.ts';
import { readRegistryCertificate } from './registry-certificate.ts';

const folder = temporaryFolder();
const root = folder.at('guest');
let guest: RunningGuest;
let made: MadeMachine;
let session: GuestSession;

before(async () => {
  mkdirSync(path.join(root, 'etc'), { recursive: true });
  mkdirSync(path.join(root, 'var/lib/boot2docker'), { recursive: true });
  writeFileSync(path.join(root, 'etc/os-release'), 'ID=boot2docker\n');
  const place = { base: folder.at('store'), name: 'default', guestIp: '192.168.99.100' };
  const { authorizedKey } = await makeMachine({ ...place, sshPort: 1 });
  guest = await startSshGuest({ root, authorizedKey });
  made = await makeMachine({ ...place, sshPort: guest.port });
  await guest.stop();
  guest = await startSshGuest({ root, port: guest.port, authorizedKey: made.authorizedKey });
  session = await new SshGuest({ knownHosts: folder.at('known_hosts') }).connect(made.machine);
});
after(async () => {
  await session[Symbol.asyncDispose]();
  await guest.stop();
  folder[Symbol.dispose]();
});

const inGuest = (file: string): string => path.join(root, file);

test('boot2docker: the certificate is where the engine looks, and again after a reboot', async () => {
  mkdirSync(inGuest('etc/docker/certs.d/older:443'), { recursive: true });
  writeFileSync(inGuest('etc/docker/certs.d/older:443/ca.crt'), made.caPem);
  writeFileSync(inGuest('var/lib/boot2docker/bootsync.sh'), '#!/bin/sh\necho mine >/dev/null');
  const pem = made.caPem;
  await trustRegistry(session, { registry: 'registry.example:5000', pem });
  await trustRegistry(session, { registry: 'registry.example:5000', pem });
  const listed = await listRegistries(session, 'default');
  assert.deepEqual(
    listed.map(({ registry }) => registry),
    ['older:443', 'registry.example:5000'],
  );
  const hook = readFileSync(inGuest('var/lib/boot2docker/bootsync.sh'), 'utf8');
  assert.match(hook, /^#!\/bin\/sh\necho mine >\/dev\/null\n\[ -d /);
  assert.equal(hook.match(/# fairlead/g)?.length, 1);

  // A reboot: only /var/lib/boot2docker stays, and its hook runs before the engine.
  rmSync(inGuest('etc/docker'), { recursive: true });
  execFileSync('/bin/sh', [inGuest('var/lib/boot2docker/bootsync.sh')]);
  assert.ok(lstatSync(inGuest('etc/docker/certs.d')).isSymbolicLink());
  assert.equal(readFileSync(inGuest('etc/docker/certs.d/registry.example:5000/ca.crt'), 'utf8'), pem);

  assert.equal(await untrustRegistry(session, 'registry.example:5000'), true);
  assert.equal(await untrustRegistry(session, 'registry.example:5000'), false);
  assert.ok(!existsSync(inGuest('var/lib/boot2docker/certs.d/registry.example:5000')));
  assert.ok(existsSync(inGuest('var/lib/boot2docker/certs.d/older:443/ca.crt')));
});

test('systemd: the folder of the engine is on the disk, so that nothing else is touched', async (t) => {
  const release = readFileSync(inGuest('etc/os-release'));
  t.after(() => {
    writeFileSync(inGuest('etc/os-release'), release);
    rmSync(inGuest('guest-bin/systemctl'));
  });
  writeFileSync(inGuest('etc/os-release'), 'ID=ubuntu\n');
  rmSync(inGuest('etc/docker'), { recursive: true, force: true });
  const unit = 'ExecStart=/usr/bin/dockerd --tlscert /etc/docker/server.pem --tlsverify';
  writeFileSync(inGuest('guest-bin/systemctl'), `#!/bin/sh\necho '${unit}'\n`, { mode: 0o755 });
  const kept = readdirSync(inGuest('var/lib/boot2docker'), { recursive: true }).length;
  await trustRegistry(session, { registry: 'on-disk.example:5000', pem: made.caPem });
  const file = inGuest('etc/docker/certs.d/on-disk.example:5000/ca.crt');
  assert.equal(readFileSync(file, 'utf8'), made.caPem);
  assert.equal(statSync(file).mode & 0o777, 0o644);
  assert.equal(await untrustRegistry(session, 'on-disk.example:5000'), true);
  assert.ok(!existsSync(path.dirname(file)));
  assert.equal(readdirSync(inGuest('var/lib/boot2docker'), { recursive: true }).length, kept);
});

test('only the certificate of a CA that has not ended is taken', () => {
  const now = Date.now();
  const reason = (text: string, at = now): string => {
    const reading = readRegistryCertificate(text, at);
    return reading.kind === 'unreadable' ? reading.reason : '';
  };
  const taken = valueOf(readRegistryCertificate(`a comment\n${made.caPem}`, now));
  assert.ok(taken);
  assert.doesNotMatch(taken.pem, /comment/);
  assert.match(reason(made.serverPem), /of a server, not of a CA/);
  assert.match(reason(made.caPem, now + 2000 * 86_400_000), /expired/);
  assert.match(reason(`${made.caPem}${made.serverKeyPem}`), /private key/);
  assert.match(reason('hello'), /no certificate/);
  assert.match(reason('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'), /cannot be read/);
});
