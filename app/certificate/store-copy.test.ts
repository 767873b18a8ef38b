import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { machineConfig } from '../testing/machine-config.ts';
import { addServerSans, copyToStore } from './store-copy.ts';

const now = Date.UTC(2026, 10, 22, 6, 18, 40);

async function folder(t: TestContext): Promise<string> {
  const made = await mkdtemp(path.join(tmpdir(), 'store-copy-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

test('the copy is whole, keeps the mode, and the old one stays beside it', async (t) => {
  const at = await folder(t);
  const file = path.join(at, 'server.pem');
  await writeFile(file, 'old', { mode: 0o644 });
  const changed = await copyToStore({ file, pem: 'new', now });
  assert.deepEqual(changed, { kind: 'done', backup: `${file}.fairlead-20261122T061840000Z` });
  assert.equal(await readFile(file, 'utf8'), 'new');
  assert.equal(await readFile(`${file}.fairlead-20261122T061840000Z`, 'utf8'), 'old');
  assert.equal((await stat(file)).mode & 0o777, 0o644);

  // Once more in the same second: no backup is ever written over.
  await copyToStore({ file, pem: 'newer', now });
  assert.equal(await readFile(`${file}.fairlead-20261122T061840000Z`, 'utf8'), 'old');
  assert.equal(await readFile(`${file}.fairlead-20261122T061840000Z-2`, 'utf8'), 'new');
  assert.equal((await readdir(at)).length, 3);
  assert.deepEqual(await copyToStore({ file, pem: 'newer', now }), { kind: 'done' });
});

test('a file that is not there is made, a link is refused', async (t) => {
  const at = await folder(t);
  const file = path.join(at, 'server.pem');
  assert.deepEqual(await copyToStore({ file, pem: 'new', now }), { kind: 'done' });
  const link = path.join(at, 'link.pem');
  await symlink(file, link);
  const refused = await copyToStore({ file: link, pem: 'evil', now });
  assert.equal(refused.kind, 'failed');
  assert.equal(await readFile(file, 'utf8'), 'new');
  assert.equal(
    (await copyToStore({ file: path.join(at, 'none/server.pem'), pem: 'new', now })).kind,
    'failed',
  );
});

test('names are added to config.json and nothing else changes', async (t) => {
  const at = await folder(t);
  const file = path.join(at, 'config.json');
  const config = {
    ...machineConfig({
      base: at,
      name: 'default',
      guestIp: '192.168.99.100',
      sshPort: 22,
      sans: ['localhost'],
    }),
    Unknown: { keep: ['me', 1.5, null] },
  };
  const before = JSON.stringify(config, undefined, 4);
  await writeFile(file, before, { mode: 0o600 });
  const changed = await addServerSans({ file, names: ['localhost', '127.0.0.1'], now });
  assert.ok(changed.kind === 'done' && changed.backup !== undefined);
  assert.equal(await readFile(changed.backup, 'utf8'), before);
  const expected = before.replace(
    /("ServerCertSANs": \[\s*"localhost")/,
    (_, found: string) => `${found},\n                "127.0.0.1"`,
  );
  assert.equal(await readFile(file, 'utf8'), expected);
  assert.deepEqual(await addServerSans({ file, names: ['127.0.0.1'], now }), { kind: 'done' });
});

test('a config.json that is none is left alone', async (t) => {
  const file = path.join(await folder(t), 'config.json');
  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"HostOptions":{}}',
    '{"HostOptions":{"AuthOptions":{"ServerCertSANs":"x"}}}',
  ]) {
    await writeFile(file, text);
    assert.equal((await addServerSans({ file, names: ['127.0.0.1'], now })).kind, 'failed', text);
    assert.equal(await readFile(file, 'utf8'), text);
  }
});
