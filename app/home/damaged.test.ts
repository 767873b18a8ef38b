import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSettings } from '../../shared/settings.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { homeAt } from './home.ts';
import { FileJournal } from './journal.ts';
import { readSettingsAtStart, storeSetting } from './settings-store.ts';

/** What a power cut, a full disk or a hand may make of a file. */
const damages: Readonly<Record<string, (file: string) => void>> = {
  'is empty': (file) => truncateSync(file, 0),
  'is half of it': (file) => truncateSync(file, Math.floor(readFileSync(file).length / 2)),
  'is full of zeros': (file) => writeFileSync(file, Buffer.alloc(4096)),
  'is garbage': (file) => writeFileSync(file, Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22, 0x0a, 0x80])),
  'is JSON of another kind': (file) => writeFileSync(file, '[]\n'),
};

for (const [damage, make] of Object.entries(damages)) {
  test(`settings.json ${damage}: what a person chose last applies at the next start`, async () => {
    using folder = temporaryFolder();
    const home = homeAt(folder.at('home'));
    mkdirSync(home.root);
    await storeSetting(home, { key: 'route.repair', value: 'off', by: 'cli' }, 0);
    await storeSetting(home, { key: 'forward.arm', value: false, by: 'cli' }, 0);
    await storeSetting(home, { key: 'tick.ms', value: 5000, by: 'cli' }, 0);
    await storeSetting(home, { key: 'tick.ms', value: null, by: 'cli' }, 0);
    make(home.settings);
    const before = readFileSync(home.settings);
    const reading = await readSettingsAtStart(home);
    assert.equal(reading.kind, 'mistaken');
    assert.deepEqual(reading.settings, { ...defaultSettings, 'route.repair': 'off', 'forward.arm': false });
    assert.deepEqual(readFileSync(home.settings), before, 'it was written over');
    make(home.settingsHistory);
    assert.equal((await readSettingsAtStart(home)).kind, 'mistaken');
  });

  test(`memory.json ${damage}: it is set aside and said, not written over`, async () => {
    using folder = temporaryFolder();
    const file = folder.at('memory.json');
    await new Remembered(file, silentLog).setWantsForward('default', false);
    make(file);
    const before = readFileSync(file);
    const log = new MemoryLog();
    const remembered = new Remembered(file, log);
    await remembered.load();
    await remembered.setWantsForward('work', false);
    assert.deepEqual(readFileSync(`${file}.damaged`), before);
    assert.match(JSON.stringify(log), /memory\.json\.damaged/);
    const again = new Remembered(file, silentLog);
    await again.load();
    assert.equal(again.wantsForward('work'), false);
  });
}

test('one setting that cannot be used keeps what it last was, and the others apply', async () => {
  using folder = temporaryFolder();
  const home = homeAt(folder.at('.'));
  await storeSetting(home, { key: 'route.repair', value: 'off', by: 'hand' }, 0);
  writeFileSync(home.settings, '{"route.repair": "of", "tick.ms": 5000}');
  const { settings } = await readSettingsAtStart(home);
  assert.deepEqual([settings['route.repair'], settings['tick.ms']], ['off', 5000]);
});

test('a compaction keeps what a newer Fairlead wrote, so that it can still undo it', async () => {
  using folder = temporaryFolder();
  const file = folder.at('journal.ndjson');
  const newer = [
    '{"id":"n1","at":"2026-01-02T03:04:05.000Z","state":"begun","kind":"firewall","description":"x","undo":{}}',
    '{"id":"n1","at":"2026-01-02T03:04:06.000Z","state":"done"}',
  ];
  appendFileSync(file, `${newer.join('\n')}\n{"id":"half`);
  const journal = new FileJournal({ file, log: silentLog, compactAboveBytes: 20_000 });
  const change = { kind: 'nat-rule', description: 'd'.repeat(1000), undo: {} } as const;
  for (let count = 0; count < 600; count += 1) await (await journal.begin(change)).end('failed');
  const lines = readFileSync(file, 'utf8').split('\n');
  assert.ok(lines.length < 1000, 'it was compacted');
  assert.deepEqual(
    lines.filter((line) => line.includes('"n1"')),
    newer,
  );
});
