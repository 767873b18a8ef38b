import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { diskHead } from './disk.ts';
import { readVmdk, writeVmdk } from './vmdk.ts';

test('a disk image gives back what it began with, and zeros after it', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vmdk-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'disk.vmdk');
  const head = randomBytes(200_000);
  writeVmdk(file, 20_000 * 2 ** 20, head);
  const read = readVmdk(file, 300_000);
  assert.deepEqual(read.subarray(0, head.length), head);
  assert.ok(read.subarray(head.length).every((byte) => byte === 0));
  assert.ok(statSync(file).size < 3e6, 'it does not hold what is zero');
});

test('the head of a disk is the tar that boot2docker looks for', () => {
  const head = diskHead('ssh-rsa AAAA key').toString('latin1');
  assert.ok(head.startsWith('boot2docker, please format-me\0'));
  assert.match(head, /\.ssh\/authorized_keys\0/);
  assert.ok(head.includes('ssh-rsa AAAA key\n'));
});
