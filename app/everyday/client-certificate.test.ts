import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { FileJournal } from '../home/journal.ts';
import { makeMachine } from '../testing/make-store.ts';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { renewClient } from './client-certificate.ts';

test('the client certificate is new in every folder, its key is the old one, and the old certificate is kept', async () => {
  using folder = temporaryFolder();
  const base = folder.at('store');
  const made = [];
  for (const [index, name] of ['default', 'work', 'odd'].entries())
    made.push(await makeMachine({ base, name, guestIp: `192.168.99.10${index}`, sshPort: 50_000 + index }));
  const machines = made.map(({ machine }) => machine);
  const odd = machines[2];
  assert.ok(odd);
  // A copy from before another renewal: its key is not the common one, so its certificate must stay with it.
  writeFileSync(path.join(odd.directory, 'key.pem'), made[0]?.serverKeyPem ?? '');
  const common = path.join(base, 'certs/cert.pem');
  const before = readFileSync(common, 'utf8');
  const journal = new FileJournal({ file: folder.at('journal'), log: silentLog });
  const renewed = await renewClient(machines, { journal, now: Date.now() + 60_000 });
  assert.deepEqual(renewed.leftAlone, ['odd']);
  assert.equal(renewed.files.length, 3);
  const after = new X509Certificate(readFileSync(common));
  const old = new X509Certificate(before);
  assert.notEqual(after.fingerprint256, old.fingerprint256);
  assert.ok(after.publicKey.equals(old.publicKey));
  assert.equal(after.subject, old.subject);
  assert.ok(after.verify(new X509Certificate(readFileSync(path.join(base, 'certs/ca.pem'))).publicKey));
  for (const { directory } of machines.slice(0, 2))
    assert.equal(readFileSync(path.join(directory, 'cert.pem'), 'utf8'), readFileSync(common, 'utf8'));
  assert.ok(readdirSync(path.join(base, 'certs')).some((name) => name.startsWith('cert.pem.fairlead-')));
  assert.deepEqual(
    (await journal.entries()).map(({ kind, state }) => `${kind} ${state}`),
    ['store-file done', 'store-file done', 'store-file done'],
  );
});

test('an expired CA is named, and nothing is written', async () => {
  using folder = temporaryFolder();
  const { machine } = await makeMachine({
    base: folder.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
  });
  const journal = new FileJournal({ file: folder.at('journal'), log: silentLog });
  const later = Date.now() + 2000 * 86_400_000;
  await assert.rejects(renewClient([machine], { journal, now: later }), /the CA of the store expired/);
  assert.deepEqual(await journal.entries(), []);
});
