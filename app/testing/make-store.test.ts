import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { certificateParts } from '../certificate/der.ts';
import { parseConfig } from '../machine/config.ts';
import { machineConfig, machineView } from './machine-config.ts';
import { makeMachine } from './make-store.ts';

/**
 * What docker-machine 0.16.2 itself left in a store: built from its source at the tag v0.16.2, run in the lab on
 * 2026-11-27 with `create -d virtualbox --tls-san dev.example --virtualbox-hostonly-cidr 192.168.97.1/24
 * --virtualbox-disk-size 200 --virtualbox-no-vtx-check dev` and USER unset. Only the store's folder was renamed since.
 */
const theirs = new URL('docker-machine-0.16.2/', import.meta.url);
const theirMachine = {
  base: '/Users/developer/.docker/machine',
  name: 'dev',
  guestIp: '192.168.97.100',
  sshPort: 43_715,
  sans: ['dev.example'],
};

test('config.json is the text that docker-machine itself wrote, and is read as the machine it is', async () => {
  const text = await readFile(new URL('config.json', theirs), 'utf8');
  const ours = JSON.stringify(machineConfig(theirMachine), undefined, 4)
    .replace('"DiskSize": 20000', '"DiskSize": 200')
    .replace('"NoVTXCheck": false', '"NoVTXCheck": true');
  assert.equal(ours, text);
  const { base: store, name } = theirMachine;
  const place = { store, name, directory: path.join(store, 'machines', name) };
  assert.deepEqual(parseConfig(JSON.parse(text), place), {
    kind: 'machine',
    machine: { ...machineView(theirMachine), hostOnlyAddress: '192.168.97.1' },
  });
});

test("certificates have the names, dates and extensions of docker-machine's own", async (t) => {
  const base = await mkdtemp(path.join(tmpdir(), 'make-store-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const { machine } = await makeMachine({ ...theirMachine, base, user: 'unknown' });
  const { ca, clientCert, serverCert } = machine.certificates;
  for (const [file, name] of [
    [ca, 'ca.pem'],
    [clientCert, 'cert.pem'],
    [serverCert, 'server.pem'],
  ] as const)
    assert.deepEqual(shapeOf(await readFile(file)), shapeOf(await readFile(new URL(name, theirs))), name);
});

/** All that is alike in two stores made at different times. */
function shapeOf(pem: Buffer): object {
  const certificate = new X509Certificate(pem);
  const { issuer, subject, extensions } = certificateParts(certificate.raw);
  // Go adds the key identifiers by itself from 1.15 on; the published 0.16.2 was built with 1.12 and has none.
  const isKeyIdentifier = (oid: string): boolean => oid === '551d0e' || oid === '551d23';
  return {
    issuer: issuer.toString('latin1'),
    subject: subject.toString('latin1'),
    days: (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000,
    second: new Date(certificate.validFrom).getUTCSeconds(),
    key: certificate.publicKey.asymmetricKeyDetails,
    extensions: [...extensions]
      .filter(([oid]) => !isKeyIdentifier(oid))
      .map(([oid, { critical, value }]) => [oid, critical, value.toString('hex')]),
  };
}

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
    const { keyPath } = made.machine.ssh;
    for (const file of [keyPath, `${keyPath}.pub`])
      assert.equal((await stat(file)).mode & 0o777, 0o600, file);
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
