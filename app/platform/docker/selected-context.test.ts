import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { readSelectedContext } from './selected-context.ts';

test('the selected context is found as the docker CLI stores it', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'fl-context-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const environment = { DOCKER_CONFIG: folder };
  assert.equal(await readSelectedContext(environment), undefined, 'no file');

  writeFileSync(path.join(folder, 'config.json'), '{"currentContext": "vm"}');
  assert.equal(await readSelectedContext(environment), undefined, 'no such context');

  const id = createHash('sha256').update('vm').digest('hex');
  mkdirSync(path.join(folder, 'contexts', 'meta', id), { recursive: true });
  writeFileSync(
    path.join(folder, 'contexts', 'meta', id, 'meta.json'),
    '{"Name":"vm","Metadata":{},"Endpoints":{"docker":{"Host":"tcp://192.168.99.100:2376","SkipTLSVerify":false}}}',
  );
  assert.deepEqual(await readSelectedContext(environment), { name: 'vm', host: 'tcp://192.168.99.100:2376' });

  for (const text of ['', '[]', '{"currentContext": 7}', '{"currentContext": "default"}']) {
    writeFileSync(path.join(folder, 'config.json'), text);
    assert.equal(await readSelectedContext(environment), undefined, text);
  }
});
