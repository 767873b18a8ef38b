import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, suite, test } from 'node:test';
import tls from 'node:tls';
import { once } from 'node:events';
import fc from 'fast-check';
import { makeMachine, newAuthority, type MadeMachine } from '../testing/make-store.ts';
import { inspectCertificate } from './inspect.ts';
import { issueServerCertificate } from './issue.ts';
import type { Issued, IssueRequest } from './issued.ts';
import { issueFromStore } from './renewal.ts';

const dayMs = 86_400_000;
const now = Date.now();

for (const ca of ['rsa', 'ec'] as const) {
  suite(`issuing from an ${ca} CA`, () => {
    let base: string;
    let made: MadeMachine;
    let request: IssueRequest;
    before(async () => {
      base = await mkdtemp(path.join(tmpdir(), 'issue-'));
      made = await makeMachine({
        base,
        name: 'default',
        guestIp: '192.168.99.100',
        sshPort: 50022,
        servedNames: ['dev.example', '192.168.99.100', 'fd00::7'],
        ca,
      });
      request = {
        machine: 'default',
        caPem: made.caPem,
        caKeyPem: await readFile(made.machine.certificates.caKey, 'utf8'),
        currentPem: made.serverPem,
        serverKeyPem: made.serverKeyPem,
        names: ['localhost', '127.0.0.1', '192.168.99.100'],
        now,
      };
    });
    after(() => rm(base, { recursive: true, force: true }));

    test('keeps key, subject and usages, and adds the names', async () => {
      const pem = pemOf(await issueServerCertificate(request));
      const [issued, had, authority] = [pem, made.serverPem, made.caPem].map(
        (text) => new X509Certificate(text),
      );
      assert.ok(issued && had && authority);
      assert.ok(issued.verify(authority.publicKey) && issued.checkIssued(authority));
      assert.ok(issued.checkPrivateKey(createPrivateKey(made.serverKeyPem)));
      assert.equal(issued.subject, had.subject);
      assert.equal(issued.issuer, authority.subject);
      assert.deepEqual(issued.keyUsage, ['1.3.6.1.5.5.7.3.1']);
      assert.equal(issued.ca, false);
      assert.notEqual(issued.serialNumber, had.serialNumber);
      assert.equal(
        issued.subjectAltName,
        'DNS:dev.example, IP Address:192.168.99.100, IP Address:FD00:0:0:0:0:0:0:7, DNS:localhost, IP Address:127.0.0.1',
      );
      const [start, end] = [Date.parse(issued.validFrom), Date.parse(issued.validTo)];
      assert.ok(start >= Date.parse(authority.validFrom) && start <= now);
      assert.ok(end - start <= 825 * dayMs && end <= Date.parse(authority.validTo));
    });

    test('stands up to openssl', { skip: openssl() }, async () => {
      const pem = path.join(base, 'new.pem');
      await writeFile(pem, pemOf(await issueServerCertificate(request)));
      const caFile = made.machine.certificates.ca;
      const verify = spawnSync(
        'openssl',
        [
          'verify',
          '-x509_strict',
          '-purpose',
          'sslserver',
          '-verify_ip',
          '127.0.0.1',
          '-CAfile',
          caFile,
          pem,
        ],
        { encoding: 'utf8' },
      );
      // docker-machine's own CA has no key identifiers, which -x509_strict minds in the CA only.
      const loose = spawnSync('openssl', ['verify', '-purpose', 'sslserver', '-CAfile', caFile, pem], {
        encoding: 'utf8',
      });
      assert.equal(loose.status, 0, loose.stderr);
      assert.doesNotMatch(verify.stderr, /depth 0|at 0 depth/);
    });

    test('a TLS client that knows the CA accepts it for every name', async () => {
      const cert = pemOf(await issueServerCertificate(request));
      const server = tls.createServer({ cert, key: made.serverKeyPem }, (socket) => socket.end());
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as { port: number };
      for (const name of ['localhost', '127.0.0.1', '192.168.99.100', 'dev.example', 'fd00::7']) {
        const socket = tls.connect({
          host: '127.0.0.1',
          port,
          ca: made.caPem,
          checkServerIdentity: (_host, peer) => tls.checkServerIdentity(name, peer),
        });
        await once(socket, 'secureConnect');
        socket.destroy();
      }
      server.close();
    });

    test('says why not, and never quotes the key', async () => {
      const encrypted = createPrivateKey(request.caKeyPem).export({
        type: 'pkcs8',
        format: 'pem',
        cipher: 'aes-256-cbc',
        passphrase: 'x',
      });
      const other = await newAuthority('somebody');
      const edwards = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
      const secret = request.caKeyPem.split('\n')[1] ?? '';
      const cases: [string, Partial<IssueRequest>][] = [
        ['ca-key-encrypted', { caKeyPem: encrypted.toString() }],
        ['ca-key-unusable', { caKeyPem: request.caKeyPem.replace('A', '!').slice(0, 300) }],
        ['ca-key-unusable', { caKeyPem: '' }],
        ['ca-key-unusable', { caKeyPem: edwards.toString() }],
        ['ca-key-mismatch', { caPem: other.pem }],
        ['ca-missing', { caPem: 'nothing' }],
        ['ca-expired', { now: now + 1100 * dayMs }],
        ['ca-not-yet-valid', { now: now - 5 * dayMs }],
        ['current-unreadable', { currentPem: 'nothing' }],
        ['server-key-mismatch', { serverKeyPem: request.caKeyPem }],
        ['bad-name', { names: ['-rf'] }],
        ['bad-name', { names: ['a b'] }],
      ];
      for (const [why, change] of cases) {
        const issued = await issueServerCertificate({ ...request, ...change });
        assert.equal(issued.kind === 'not-issued' && issued.why, why);
        const next =
          why === 'ca-expired'
            ? /fairlead certs renew --ca default/
            : /docker-machine regenerate-certs --client-certs default/;
        assert.match(JSON.stringify(issued), next);
        assert.ok(!JSON.stringify(issued).includes(secret.slice(0, 20)));
      }
    });

    test('any good name is in the result, whatever else is asked for', async () => {
      const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
      const name = fc.oneof(
        fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => `x${labels.join('.')}`),
        fc.ipV4(),
        fc.ipV6().filter((text) => !text.includes('%')),
        fc.constant('xn--bcher-kva.example'),
        label.map((text) => `*.${text}.example`),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(name, { maxLength: 20 }), async (names) => {
          const pem = pemOf(await issueServerCertificate({ ...request, names }));
          const read = inspectCertificate(pem);
          assert.ok(read.kind === 'read');
          const certificate = new X509Certificate(pem);
          for (const wanted of names)
            assert.ok(
              /^[\d.]+$|:/.test(wanted) ? certificate.checkIP(wanted) : read.value.names.includes(wanted),
              wanted,
            );
        }),
        { numRuns: 25 },
      );
    });
  });
}

test('a certificate outlives neither its CA nor 825 days, and keeps clientAuth', async (t) => {
  const base = await mkdtemp(path.join(tmpdir(), 'issue-'));
  t.after(() => rm(base, { recursive: true, force: true }));
  const caNotAfter = new Date(Math.floor(now / 1000) * 1000 + 10 * dayMs);
  const made = await makeMachine({
    base,
    name: 'master',
    guestIp: '192.168.99.101',
    sshPort: 50022,
    servedNames: [],
    swarmMaster: true,
    caNotAfter,
    caNotBefore: new Date(now - 100 * dayMs),
  });
  const pem = pemOf(
    await issueFromStore({ machine: made.machine, currentPem: made.serverPem, names: ['localhost'], now }),
  );
  const issued = new X509Certificate(pem);
  assert.equal(Date.parse(issued.validTo), caNotAfter.getTime());
  assert.ok(now - Date.parse(issued.validFrom) > dayMs);
  assert.deepEqual(issued.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);

  await rm(made.machine.certificates.caKey);
  const without = await issueFromStore({
    machine: made.machine,
    currentPem: made.serverPem,
    names: ['localhost'],
    now,
  });
  assert.equal(without.kind === 'not-issued' && without.why, 'ca-key-missing');
});

function pemOf(issued: Issued): string {
  if (issued.kind === 'issued') return issued.pem;
  return assert.fail(issued.reason);
}

function openssl(): string | false {
  return spawnSync('openssl', ['version']).status === 0 ? false : 'openssl is not installed';
}
