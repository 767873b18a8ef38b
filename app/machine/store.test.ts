import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, unlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, suite, test } from 'node:test';
import fc from 'fast-check';
import { valueOf } from '../reading.ts';
import { maxConfigBytes, type Patience } from './config-file.ts';
import type { StoreEntry } from './machine.ts';
import { readStore, storeBases } from './store.ts';

const good = JSON.stringify({ ConfigVersion: 3, DriverName: 'virtualbox', Driver: {} });
let base = '';
let pauses = 0;

/** Lets the waiting pass at once; `during` happens in the first pause. */
function patience(during: () => Promise<unknown> = () => Promise.resolve()): Patience {
  return {
    now: () => Date.now(),
    async pause() {
      pauses += 1;
      if (pauses === 1) await during();
    },
  };
}

async function put(name: string, config?: string): Promise<string> {
  const directory = path.join(base, 'machines', name);
  await mkdir(directory, { recursive: true });
  if (config !== undefined) await writeFile(path.join(directory, 'config.json'), config);
  return directory;
}

async function entries(waiting: Patience = patience()): Promise<readonly StoreEntry[]> {
  const reading = await readStore(base, waiting);
  assert.equal(reading.kind, 'read', JSON.stringify(reading));
  return reading.value;
}

async function only(
  waiting?: Patience,
): Promise<Partial<Record<'kind' | 'name' | 'reason' | 'next' | 'path', string>>> {
  const all = await entries(waiting);
  assert.equal(all.length, 1);
  return all[0] ?? {};
}

beforeEach(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'fairlead store-'));
  pauses = 0;
});
afterEach(() => rm(base, { recursive: true, force: true }));

suite('a libmachine store', () => {
  test('is empty when it is not there', async () => {
    assert.deepEqual(await entries(), []);
    assert.deepEqual(valueOf(await readStore(path.join(base, 'none'))), []);
  });

  test('cannot be read when machines is a file', async () => {
    await writeFile(path.join(base, 'machines'), '');
    const reading = await readStore(base);
    assert.ok(reading.kind === 'unreadable' && reading.reason.includes('cannot be listed'));
  });

  test('has one entry per directory, sorted, without dot entries, files and leftovers', async () => {
    for (const name of ['b', 'a', '.hidden']) await put(name, good);
    await put('c.tmp');
    await writeFile(path.join(base, 'machines', '.active'), '');
    await writeFile(path.join(base, 'machines', 'file'), '');
    assert.deepEqual(
      (await entries()).map((entry) => (entry.kind === 'machine' ? entry.machine.name : entry.reason)),
      ['a', 'b'],
    );
  });

  test('has a broken entry for every config.json that is none', async () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ['', /it is empty/],
      ['  \n', /it is empty/],
      ['{"Driver": {', /not complete JSON/],
      ['null', /no JSON object/],
      ['[]', /no JSON object/],
      ['"text"', /no JSON object/],
      [' '.repeat(maxConfigBytes + 1), /the limit is 1048576/],
      ['['.repeat(100_000), /not complete JSON/],
    ];
    for (const [config, reason] of cases) {
      await put('default', config);
      const entry = await only();
      assert.equal(entry.kind, 'broken');
      assert.match(entry.reason ?? '', reason);
      assert.notEqual(entry.next, '');
    }
  });

  test('says so when config.json is missing, a directory, or not to be read', async () => {
    const directory = await put('default');
    assert.match((await only()).reason ?? '', /it is not there/);
    await mkdir(path.join(directory, 'config.json'));
    assert.match((await only()).reason ?? '', /it is not a file/);
    await rm(path.join(directory, 'config.json'), { recursive: true });
    await writeFile(path.join(directory, 'config.json'), good);
    await chmod(path.join(directory, 'config.json'), 0);
    // Root may read everything, so there it is a machine.
    const entry = await only();
    if (process.getuid?.() !== 0) assert.match(entry.next ?? '', /^sudo chown/);
  });

  test('offers the backup of a migration', async () => {
    const directory = await put('default', '{');
    await writeFile(path.join(directory, 'config.json.bak'), good);
    assert.match((await only()).next ?? '', /^cp .*config\.json\.bak/);
  });

  test('waits for a save that is under way', async () => {
    const directory = await put('default');
    const entry = await only(patience(() => writeFile(path.join(directory, 'config.json'), good)));
    assert.deepEqual([entry.kind, pauses], ['machine', 1]);
  });

  test('waits for half a file to become whole', async () => {
    const directory = await put('default', good.slice(0, 20));
    const entry = await only(patience(() => writeFile(path.join(directory, 'config.json'), good)));
    assert.equal(entry.kind, 'machine');
  });

  test('gives up after about a second', async () => {
    await put('default');
    assert.equal((await only()).kind, 'broken');
    assert.ok(pauses >= 10 && pauses <= 30);
  });

  test('does not wait for what has been broken for long', async () => {
    const directory = await put('default', 'x');
    const longAgo = new Date(Date.now() - 3_600_000);
    await unlink(path.join(directory, 'config.json'));
    await utimes(directory, longAgo, longAgo);
    assert.equal((await only()).kind, 'broken');
    assert.equal(pauses, 0);
  });

  test('never passes on a name that breaks the grammar, nor prints it raw', async () => {
    for (const name of ['-rf', 'a b', 'a\nb', '\u001b[2Jx', "it's", 'ünï']) {
      await rm(path.join(base, 'machines'), { recursive: true, force: true });
      await put(name, good);
      const entry = await only();
      assert.equal(entry.kind, 'broken');

      assert.doesNotMatch(JSON.stringify(Object.values(entry)), /\\n|\\u001b|[\x00-\x1f]/);
    }
  });

  test('follows links to machines, and says when one leads nowhere', async () => {
    const elsewhere = path.join(base, 'moved', 'default');
    await mkdir(elsewhere, { recursive: true });
    await writeFile(path.join(elsewhere, 'config.json'), good);
    await mkdir(path.join(base, 'machines'));
    await symlink(elsewhere, path.join(base, 'machines', 'default'));
    assert.equal((await only()).kind, 'machine');
    await rm(elsewhere, { recursive: true });
    assert.match((await only()).reason ?? '', /is not there/);
  });

  test('survives any JSON and any bytes', async () => {
    const directory = await put('default');
    const content = fc.oneof(fc.json(), fc.string({ unit: 'binary' }));
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        await writeFile(path.join(directory, 'config.json'), text);
        assert.ok(['machine', 'broken'].includes((await only()).kind ?? ''));
      }),
      { numRuns: 50 },
    );
  });
});

test('stores are found by the setting, the environment, or the usual place', () => {
  assert.deepEqual(storeBases([], {}, '/Users/me'), ['/Users/me/.docker/machine']);
  assert.deepEqual(storeBases([], { MACHINE_STORAGE_PATH: '' }, '/Users/me'), ['/Users/me/.docker/machine']);
  assert.deepEqual(storeBases([], { MACHINE_STORAGE_PATH: '/m/' }, '/Users/me'), ['/m']);
  assert.deepEqual(storeBases(['~/a', '/b', '/b/'], { MACHINE_STORAGE_PATH: '/m' }, '/Users/me'), [
    '/Users/me/a',
    '/b',
  ]);
});
