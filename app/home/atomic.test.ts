import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { writeAtomic, writeNew } from './atomic.ts';

test('a file is replaced whole, or not at all', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atomic-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'file');
  await writeAtomic(file, 'one', { mode: 0o600 });
  await writeAtomic(file, Buffer.from('two'), { mode: 0o640 });
  assert.equal(await readFile(file, 'utf8'), 'two');
  assert.equal((await stat(file)).mode & 0o777, 0o640);

  const link = path.join(folder, 'link');
  await symlink(file, link);
  await assert.rejects(writeAtomic(link, 'three', { mode: 0o600 }), /not an ordinary file/);
  await mkdir(path.join(folder, 'folder'));
  await assert.rejects(
    writeAtomic(path.join(folder, 'folder'), 'x', { mode: 0o600 }),
    /not an ordinary file/,
  );
  await assert.rejects(
    writeAtomic(path.join(folder, 'none/file'), 'x', { mode: 0o600 }),
    /could not be written/,
  );
  assert.equal(await readFile(file, 'utf8'), 'two');
  assert.deepEqual((await readdir(folder)).sort(), ['file', 'folder', 'link']);
});

test('writers at the same time leave one of their texts', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atomic-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'file');
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(texts.map((text) => writeAtomic(file, text, { mode: 0o600 })));
  assert.ok(texts.includes(await readFile(file, 'utf8')));
  assert.deepEqual(await readdir(folder), ['file']);
});

test('a new file never takes the place of another', async (t) => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atomic-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'file');
  assert.equal(await writeNew(file, 'one', { mode: 0o600 }), true);
  assert.equal(await writeNew(file, 'two', { mode: 0o600 }), false);
  const link = path.join(folder, 'link');
  await symlink(path.join(folder, 'elsewhere'), link);
  assert.equal(await writeNew(link, 'two', { mode: 0o600 }), false);
  await writeFile(file, 'kept');
  assert.equal(await readFile(file, 'utf8'), 'kept');
});
