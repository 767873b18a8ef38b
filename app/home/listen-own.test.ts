import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { listenOwn } from './listen-own.ts';
import { temporaryFolder } from '../testing/temporary.ts';

test('a socket is nobody else’s from the moment it is there, whatever the umask', async () => {
  using folder = temporaryFolder();
  const file = folder.at('s');
  const server = createServer();
  const umask = process.umask(0);
  try {
    const listening = listenOwn(server, file);
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.equal(process.umask(0), 0);
    await listening;
    assert.equal(statSync(file).mode & 0o777, 0o600);
  } finally {
    process.umask(umask);
    server.close();
  }
});

test('what cannot be bound is said, and the umask is as before', async () => {
  using folder = temporaryFolder();
  const before = process.umask(0o022);
  await assert.rejects(listenOwn(createServer(), folder.at('none/s')), { code: /ENOENT|EACCES/ });
  assert.equal(process.umask(before), 0o022);
});
