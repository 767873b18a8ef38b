/** A store that somebody else wrote: nothing in it becomes an option, a command or a second line. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { refuseName } from '../platform/virtualbox/arguments.ts';
import { parseIpv4 } from '../route/cidr.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { parseConfig } from './config.ts';
import type { Machine } from './machine.ts';
import { readSmallFile, readSmallTextSync } from './small-file.ts';
import { readStore } from './store.ts';

const place = { store: '/s', directory: '/s/machines/default', name: 'default' };

const hostile = [
  '../../etc/passwd',
  '-oProxyCommand=touch /tmp/pwned',
  '--help',
  'a b',
  `a'b"c`,
  'a\nProxyCommand x',
  '$(id)',
  '`id`',
  ';reboot',
  'a\0b',
  '\u001b[2J',
  '‮gnp.exe',
  '%staff ALL=(root) NOPASSWD: ALL',
  '192.168.99.100 -x',
  '192.168.99.100\n',
  '0.0.0.0',
  '127.0.0.1',
  '192.168.99.1/24;x',
  'x'.repeat(100_000),
  '',
  ' ',
];
const texts = [
  'IPAddress',
  'MachineName',
  'SSHUser',
  'SSHPort',
  'SSHKeyPath',
  'HostOnlyCIDR',
  'EnginePort',
  'URL',
];
const paths = [
  'CertDir',
  'CaCertPath',
  'CaPrivateKeyPath',
  'ClientCertPath',
  'ClientKeyPath',
  'ServerCertPath',
];

/** What every reader of a machine may rely on. */
function checkMachine(machine: Machine): void {
  const { ssh, certificates, guestIp, hostOnly } = machine;
  assert.match(machine.driver, /^[\w.-]+$/);
  assert.match(ssh.user, /^\w[\w.@+-]*$/);
  assert.match(ssh.host, /^([a-zA-Z0-9][a-zA-Z0-9.:-]*)?$/);
  assert.ok(ssh.port >= 0 && ssh.port <= 65_535 && Number.isInteger(ssh.port));
  assert.ok(machine.engine.port >= 1 && machine.engine.port <= 65_535);
  for (const file of [
    ssh.keyPath,
    certificates.ca,
    certificates.caKey,
    certificates.clientCert,
    certificates.clientKey,
  ]) {
    assert.ok(path.isAbsolute(file));
    assert.doesNotMatch(file, /[\u0000-\u001f\u007f]/);
  }
  if (guestIp !== undefined) assert.notEqual(parseIpv4(guestIp), undefined);
  if (hostOnly !== undefined) assert.ok(hostOnly.length >= 8 && hostOnly.length <= 30);
}

test('a hostile value in any field is refused, or comes out as what the field is', () => {
  const value = fc.oneof(fc.constantFrom(...hostile), fc.jsonValue(), fc.integer());
  const part = (keys: readonly string[]): fc.Arbitrary<Record<string, unknown>> =>
    fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 3 });
  fc.assert(
    fc.property(part(texts), part(paths), value, (driver, auth, name) => {
      const config = {
        ConfigVersion: 3,
        DriverName: name,
        Driver: driver,
        HostOptions: { AuthOptions: auth },
      };
      const parsed = parseConfig(config, place);
      if (parsed.kind === 'machine') checkMachine(parsed.machine);
    }),
    { numRuns: 2000 },
  );
});

test('a name that VBoxManage could take for an option or a path never reaches it', () => {
  for (const name of hostile.filter((one) => !/^[\d.]+$/.test(one) && !/^x+$/.test(one)))
    assert.notEqual(refuseName(name), undefined, name.slice(0, 40));
});

test('names of folders and files that are no file of a machine are told apart, within bounds', async () => {
  using folder = temporaryFolder();
  const machines = folder.at('machines');
  const names = ['-rf', 'a b', "a'b", 'a\nb', '$(id)', '\u001b[2J', 'é'.repeat(100), 'big', 'pipe', 'deep'];
  for (const name of names) mkdirSync(path.join(machines, name), { recursive: true });
  writeFileSync(path.join(machines, 'big/config.json'), Buffer.alloc(10 * 1024 * 1024, ' '));
  execFileSync('mkfifo', [path.join(machines, 'pipe/config.json')]);
  writeFileSync(path.join(machines, 'deep/config.json'), '['.repeat(400_000) + ']'.repeat(400_000));
  const entries = await readStore(folder.path);
  assert.equal(entries.kind, 'read');
  for (const entry of entries.value) {
    assert.equal(entry.kind, 'broken');
    assert.doesNotMatch(`${entry.name}${entry.path}${entry.reason}${entry.next}`, /[\u0000-\u001f]/);
  }
  assert.equal(entries.value.length, names.length);
});

test('a key or certificate that is a pipe, a device or a disk image is not waited for and not read', async () => {
  using folder = temporaryFolder();
  const pipe = folder.at('pipe');
  execFileSync('mkfifo', [pipe]);
  const big = folder.at('big');
  writeFileSync(big, Buffer.alloc(2 * 1024 * 1024));
  for (const [file, code] of [
    [pipe, 'ENOTFILE'],
    ['/dev/zero', 'ENOTFILE'],
    [folder.path, 'ENOTFILE'],
    [big, 'EFBIG'],
    [folder.at('none'), 'ENOENT'],
  ] as const) {
    await assert.rejects(readSmallFile(file), { code });
    assert.throws(() => readSmallTextSync(file), { code });
  }
});
