import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { ServedCertificate } from '../ports.ts';
import { makeMachine, type MadeMachine, type MachineOptions } from '../testing/make-store.ts';
import { inspectCertificate, parseSubjectAltName } from './inspect.ts';
import { judgeCertificate } from './judge.ts';
import { isCertificateName, nameKey } from './names.ts';
import { certificateState, localHostOf, missingNames, viewCertificate } from './state.ts';

const now = Date.now();
const dayMs = 86_400_000;
let base: string;
let one: MadeMachine;
let two: MadeMachine;

before(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'judge-'));
  one = await make({ name: 'one', guestIp: '192.168.99.100' });
  two = await make({ name: 'two', guestIp: '192.168.99.101' });
});
after(() => rm(base, { recursive: true, force: true }));

const make = (options: Partial<MachineOptions> & { name: string; guestIp: string }) =>
  makeMachine({ base, sshPort: 50022, ...options });

function inspect(pem: string): ServedCertificate {
  const reading = inspectCertificate(pem);
  assert.ok(reading.kind === 'read');
  return reading.value;
}

function judge(pem: string, by: { name: string; guestIp?: string; stored?: string; caPem?: string }) {
  return judgeCertificate({
    certificate: inspect(pem),
    caPem: by.caPem ?? one.caPem,
    machine: { name: by.name, guestIp: by.guestIp },
    storedServerPem: by.stored,
    now,
  });
}

test("a machine's own certificate is ours, by organisation or by address", () => {
  const ours = { kind: 'ours', foreign: false, dates: 'valid' };
  assert.deepEqual(judge(one.serverPem, { name: 'one' }), ours);
  assert.deepEqual(judge(one.serverPem, { name: 'one', guestIp: '10.9.8.7' }), ours);
  assert.deepEqual(judge(one.serverPem, { name: 'one', caPem: `junk\n${two.caPem}\n` }), ours);
});

test('the machine next door has the same CA and is a stranger, even at our address', () => {
  const verdict = judge(two.serverPem, { name: 'one', guestIp: '192.168.99.101' });
  assert.equal(verdict.kind, 'stranger');
  assert.match(verdict.reason, /another machine, two/);
});

test('another CA is a stranger, whatever it says of itself', async () => {
  const decoy = await make({ name: 'decoy', guestIp: '192.168.99.100', serverSignedByOtherCa: true });
  assert.equal(judge(decoy.serverPem, { name: 'decoy', guestIp: '192.168.99.100' }).kind, 'stranger');
  assert.deepEqual(judge(decoy.serverPem, { name: 'decoy', stored: decoy.serverPem }), {
    kind: 'ours',
    foreign: true,
    dates: 'valid',
  });
});

test('a CA that cannot be read vouches for nobody', () => {
  for (const caPem of ['', 'x', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])
    assert.equal(judge(one.serverPem, { name: 'one', caPem }).kind, 'stranger');
});

test('dates do not make a stranger', async () => {
  const old = await make({
    name: 'old',
    guestIp: '192.168.99.102',
    notBefore: new Date(now - 20 * dayMs),
    notAfter: new Date(now - dayMs),
  });
  assert.deepEqual(judge(old.serverPem, { name: 'old' }), { kind: 'ours', foreign: false, dates: 'expired' });
});

test('the state says what hurts most', () => {
  const ours = { kind: 'ours', foreign: false, dates: 'valid' } as const;
  const certificate = (change: Partial<ServedCertificate> = {}): ServedCertificate => ({
    ...inspect(one.serverPem),
    ...change,
  });
  const state = (change: Partial<ServedCertificate>, guestIp = '192.168.99.100') =>
    certificateState({
      certificate: certificate(change),
      judgement: ours,
      guestIp,
      renewDaysBefore: 30,
      now,
    });
  assert.equal(state({}), 'good');
  assert.equal(state({ names: [] }), 'lacks-localhost');
  assert.equal(state({ names: [], addresses: ['127.0.0.1', '192.168.99.100'] }), 'good');
  assert.equal(state({}, '192.168.99.105'), 'old-address');
  assert.equal(state({}, '192.168.64.3'), 'good');
  assert.equal(state({ notAfter: now - 1 }), 'expired');
  assert.equal(state({ notBefore: now + 1 }), 'not-yet-valid');
  assert.equal(state({ notAfter: now + 29 * dayMs }), 'expiring');
  const stranger = { kind: 'stranger', reason: '', dates: 'valid' } as const;
  const facts = { certificate: certificate(), judgement: stranger, renewDaysBefore: 30, now };
  assert.equal(viewCertificate(facts).state, 'foreign');
});

test('the host for a local path is the one the certificate has', () => {
  assert.equal(localHostOf({ names: ['LOCALHOST'], addresses: [] }), 'localhost');
  assert.equal(localHostOf({ names: ['localhost'], addresses: ['127.0.0.1'] }), '127.0.0.1');
  // No client takes a dNSName for an address.
  assert.equal(localHostOf({ names: ['127.0.0.1'], addresses: ['127.0.0.2'] }), undefined);
  assert.deepEqual(missingNames({ names: ['localhost'], addresses: [] }, '192.168.99.100'), [
    '127.0.0.1',
    '192.168.99.100',
  ]);
});

test('a name with a comma in it is one name', () => {
  assert.deepEqual(
    parseSubjectAltName(String.raw`DNS:"a\u002c DNS:localhost", IP Address:10.0.0.1, URI:http://x/`),
    [
      { type: 'DNS', value: 'a, DNS:localhost' },
      { type: 'IP Address', value: '10.0.0.1' },
      { type: 'URI', value: 'http://x/' },
    ],
  );
  assert.deepEqual(parseSubjectAltName(''), []);
});

test('garbage is no certificate, and parsing it never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      ),
      (source) => {
        assert.equal(inspectCertificate(source).kind, 'unreadable');
      },
    ),
  );
  fc.assert(fc.property(fc.string(), (text) => void parseSubjectAltName(text)));
});

test('names that may not be asked for', () => {
  for (const name of [
    '',
    '-a',
    'a-',
    'a b',
    'a,b',
    '"',
    "a'b",
    'a..b',
    '1.2.3',
    '1.2.3.256',
    'é',
    'a\nb',
    'x'.repeat(64),
  ])
    assert.equal(isCertificateName(name), false, name);
  for (const name of ['a', 'my_vm', '*.a.b', 'xn--bcher-kva', '10.0.0.1', '::1', 'A1'])
    assert.equal(isCertificateName(name), true, name);
  assert.equal(nameKey('FD00::7'), nameKey('fd00:0:0:0:0:0:0:7'));
  assert.equal(nameKey('::ffff:1.2.3.4'), nameKey('::ffff:102:304'));
});
