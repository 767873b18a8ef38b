import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { fileTrouble } from './file-trouble.ts';
import { FileJournal } from './journal.ts';

const refusal = (code: string, file?: string): Error =>
  Object.assign(new Error(`${code}: refused, write`), {
    code,
    ...(file === undefined ? {} : { path: file }),
  });

test('a disk’s refusal is found under what others made of it, and says what to type', () => {
  const wrapped = new Error('/h/settings.json could not be written: ENOSPC', { cause: refusal('ENOSPC') });
  assert.deepEqual(fileTrouble(wrapped, '/h'), {
    message: '/h/settings.json could not be written: ENOSPC',
    hint: "free some space there: df -h '/h'",
  });
  assert.deepEqual(fileTrouble(refusal('EROFS', '/disk/store/ca.pem'), '/h'), {
    message: '/h: EROFS: refused, write',
    hint: "see which disk cannot be written: df -h '/disk/store'",
  });
});

test('anything else is no trouble of files', () => {
  for (const error of [new TypeError('x'), refusal('ECONNREFUSED'), 'EACCES', undefined])
    assert.equal(fileTrouble(error, '/h'), undefined);
  const ring = new Error('a ring');
  ring.cause = ring;
  assert.equal(fileTrouble(ring, '/h'), undefined);
});

test('a journal that is a link is one', async () => {
  using folder = temporaryFolder();
  symlinkSync(folder.at('elsewhere'), folder.at('journal.ndjson'));
  const journal = new FileJournal({ file: folder.at('journal.ndjson'), log: silentLog });
  const change = { kind: 'settings', description: 'x', undo: {} } as const;
  const refused: unknown = await journal.begin(change).catch((error: unknown) => error);
  assert.match(fileTrouble(refused, folder.path)?.message ?? '', /nothing was done, .* is a symbolic link/);
});
