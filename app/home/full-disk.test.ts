import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type FullDisk, settingsText } from '../testing/full-disk.ts';
import { temporaryFolder } from '../testing/temporary.ts';

const script = path.join(import.meta.dirname, '../testing/full-disk.ts');

test('a disk that is really full: nothing is lost, nothing half, and it says why', { skip: unable() }, () => {
  using folder = temporaryFolder();
  const place = folder.at('small');
  mkdirSync(place);
  // The mount ends with its namespace, whatever happens to this test.
  const mounted = 'mount -t tmpfs -o size=256k fairlead "$1" && exec "$2" "$3" "$1"';
  const said = execFileSync(
    'unshare',
    ['--mount', '--propagation', 'private', 'sh', '-c', mounted, 'sh', place, process.execPath, script],
    { encoding: 'utf8', timeout: 60_000 },
  );
  const found = JSON.parse(said) as FullDisk;
  assert.match(found.refusal, /^nothing was done, because it could not be written down first: ENOSPC/);
  assert.deepEqual(found.whileFull, found.begun.slice(0, -1));
  assert.match(found.settingsRefusal, /settings\.json could not be written: ENOSPC/);
  assert.equal(found.settingsWhileFull, settingsText);
  assert.deepEqual(
    found.files.filter((name) => name.endsWith('.tmp')),
    [],
  );
  assert.ok(found.memoryWarnings.some((line) => line.includes('memory.json could not be written')));
  // Also the end that was owed is there once there is room.
  const afterwards = new Map(found.afterwards);
  assert.deepEqual([...afterwards.keys()], found.begun);
  assert.equal(afterwards.get(found.ended), 'done');
});

function unable(): string | false {
  if (process.platform !== 'linux') return 'a small file system is mounted on Linux only';
  if (process.getuid?.() !== 0) return 'only root can mount a small file system';
  try {
    execFileSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'this system does not let root mount in a namespace of its own';
  }
}
