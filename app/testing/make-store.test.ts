import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { makeMachine } from './make-store.ts';

for (const ca of ['rsa', 'ec'] as const) {
  test(`a made machine has docker-machine's certificates (${ca} CA)`, async (t) => {
    const base = await mkdtemp(path.join(tmpdir(), 'make-store-'));
    t.after(() => rm(base, { recursive: true, force: true }));
    const made = await makeMachine({
      base,
      name: 'default',
      guestIp: '192.168.99.100',
      sshPort: 50022,
      sans: ['dev.example'],
      ca,
    });
    const authority = new X509Certificate(await readFile(made.machine.certificates.ca));
    const server = new X509Certificate(await readFile(made.machine.certificates.serverCert));
    const client = new X509Certificate(await readFile(made.machine.certificates.clientCert));
    assert.ok(server.verify(authority.publicKey) && server.checkIssued(authority));
    assert.ok(client.verify(authority.publicKey) && client.checkIssued(authority));
    assert.equal(authority.ca, true);
    assert.equal(server.subject, 'O=developer.default');
    assert.equal(client.toLegacyObject().subject.O, 'developer.<bootstrap>');
    assert.equal(server.subjectAltName, 'DNS:dev.example, DNS:localhost, IP Address:192.168.99.100');
    assert.equal((Date.parse(server.validTo) - Date.parse(server.validFrom)) / 86_400_000, 1080);
    assert.ok(server.checkPrivateKey(createPrivateKey(made.serverKeyPem)));
    assert.equal((await stat(made.machine.ssh.keyPath)).mode & 0o777, 0o600);
    const config: unknown = JSON.parse(
      await readFile(path.join(made.machine.directory, 'config.json'), 'utf8'),
    );
    assert.equal((config as { ConfigVersion: number }).ConfigVersion, 3);
  });
}

test('a second machine shares the CA of the store', async (t) => {
  const base = await mkdtemp(path.join(tmpdir(), 'make-store-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const one = await makeMachine({ base, name: 'one', guestIp: '192.168.99.100', sshPort: 50022 });
  const two = await makeMachine({
    base,
    name: 'two',
    guestIp: '192.168.99.101',
    sshPort: 50023,
    serverSignedByOtherCa: true,
  });
  assert.equal(one.caPem, two.caPem);
  const authority = new X509Certificate(one.caPem);
  assert.equal(new X509Certificate(one.serverPem).verify(authority.publicKey), true);
  assert.equal(new X509Certificate(two.serverPem).verify(authority.publicKey), false);
});
