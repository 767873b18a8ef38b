import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultSettings, Settings, settingsShape } from '../../shared/settings.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { parseSettings, readSettings } from './settings-file.ts';

function parse(text: string, fallback = defaultSettings) {
  return parseSettings('settings.json', text, fallback);
}

function reasonOf(text: string): string {
  const reading = parse(text);
  return reading.kind === 'mistaken' ? reading.reason : '';
}

test('no file means the defaults', async () => {
  using folder = temporaryFolder();
  const reading = await readSettings(folder.at('settings.json'));
  assert.deepEqual(reading, { kind: 'read', settings: defaultSettings, keys: [], raw: {} });
});

test('what is given applies over the defaults', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('settings.json'), '\uFEFF{"route.repair": "off", "tick.ms": 5000}');
  const reading = await readSettings(folder.at('settings.json'));
  assert.equal(reading.kind, 'read');
  assert.equal(reading.settings['route.repair'], 'off');
  assert.equal(reading.settings['tick.ms'], 5000);
  assert.deepEqual(reading.keys, ['route.repair', 'tick.ms']);
});

test('every problem is named: the key, its value, what is expected and what was meant', () => {
  const text = '{"autorepiar": false, "route.repair": "never", "tick.ms": "soon", "forward.arm": false}';
  const reading = parse(text);
  assert.equal(reading.kind, 'mistaken');
  assert.deepEqual(
    reading.problems.map(({ key }) => key),
    ['autorepiar', 'route.repair', 'tick.ms'],
  );
  assert.match(reading.reason, /no setting "autorepiar"; did you mean "autoRepair"\?/);
  assert.match(reading.reason, /"route.repair" is "never", expected one of auto, off; "auto" is used/);
  assert.match(reading.reason, /"tick.ms" is "soon", expected: number/);
  // One mistake does not turn the rest off.
  assert.equal(reading.settings['forward.arm'], false);
});

test('a wrong value keeps the last good one', () => {
  const reading = parse('{"tick.ms": -1}', { ...defaultSettings, 'tick.ms': 4321 });
  assert.equal(reading.settings['tick.ms'], 4321);
});

test('what is no settings file at all keeps the last good settings and says why', async () => {
  assert.match(reasonOf('{"a": '), /it is not JSON/);
  assert.match(reasonOf('[1]'), /one JSON object/);
  assert.match(reasonOf('null'), /one JSON object/);
  using folder = temporaryFolder();
  mkdirSync(folder.at('settings.json'));
  const lastGood = { ...defaultSettings, autoRepair: false };
  const reading = await readSettings(folder.at('settings.json'), lastGood);
  assert.equal(reading.kind, 'mistaken');
  assert.deepEqual(reading.settings, lastGood);
});

test('any JSON gives settings that are valid', () => {
  const key = fc.oneof(fc.constantFrom(...Object.keys(settingsShape)), fc.string());
  fc.assert(
    fc.property(fc.oneof(fc.dictionary(key, fc.jsonValue()), fc.jsonValue()), (value) => {
      assert.ok(Settings.safeParse(parse(JSON.stringify(value)).settings).success);
    }),
  );
});
