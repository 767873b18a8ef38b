import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSettings } from '../../shared/settings.ts';
import { homeAt } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { MemoryLog } from '../testing/memory-log.ts';
import { until } from '../testing/serving.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { LiveSettings } from './live-settings.ts';

async function begin(root: string) {
  const home = homeAt(root);
  prepareHome(home);
  const log = new MemoryLog();
  const live = new LiveSettings({ home, log, settings: defaultSettings, now: () => Date.now() });
  const heard: string[][] = [];
  live.listen((changed) => void heard.push([...changed]));
  await live.start();
  return { home, log, live, heard, write: (text: string) => writeFileSync(home.settings, text) };
}

test('an edit by hand applies, whichever way the editor writes', async () => {
  using folder = temporaryFolder();
  const { home, live, write } = await begin(folder.at('home'));
  try {
    write('{"autoRepair": false}');
    await until(() => !live.settings.autoRepair);
    // As vim does: the old file is renamed away, a new one takes its name.
    renameSync(home.settings, `${home.settings}~`);
    write('{"tick.ms": 5000}');
    await until(() => live.settings['tick.ms'] === 5000 && live.settings.autoRepair);
    // As most others do: a new file is renamed over the old one.
    writeFileSync(`${home.settings}.new`, '{"tick.ms": 6000}');
    renameSync(`${home.settings}.new`, home.settings);
    await until(() => live.settings['tick.ms'] === 6000);
    rmSync(home.settings);
    await until(() => live.settings['tick.ms'] === defaultSettings['tick.ms']);
    write('{"tick.ms": 7000}');
    await until(() => live.settings['tick.ms'] === 7000);
    const history = await live.history();
    assert.ok(history.every(({ by }) => by === 'hand'));
    const ticks = history.filter(({ key }) => key === 'tick.ms').map(({ after }) => after);
    assert.deepEqual(ticks.slice(-3), [6000, null, 7000]);
  } finally {
    await live.stop();
  }
});

test('a broken file keeps the last good settings, says so, and is over when it is mended', async () => {
  using folder = temporaryFolder();
  const { live, heard, write } = await begin(folder.at('home'));
  try {
    write('{"tick.ms": 5000, "autoRepair": false}');
    await until(() => live.settings['tick.ms'] === 5000);
    write('{"tick.ms": 50');
    await until(() => live.problem !== undefined);
    assert.match(live.problem ?? '', /it is not JSON/);
    assert.equal(live.settings['tick.ms'], 5000);
    write('{"tick.ms": "soon", "autoRepair": true}');
    await until(() => live.settings.autoRepair);
    assert.match(live.problem ?? '', /"tick.ms" is "soon"/);
    assert.equal(live.settings['tick.ms'], 5000);
    write('{}');
    await until(() => live.problem === undefined);
    assert.equal(live.settings['tick.ms'], defaultSettings['tick.ms']);
    assert.deepEqual(heard.at(-1), ['tick.ms']);
  } finally {
    await live.stop();
  }
});

test('a change through the daemon applies at once, keeps the rest of the file, and is in the history', async () => {
  using folder = temporaryFolder();
  const { home, live, write } = await begin(folder.at('home'));
  try {
    write('{"later.version": 1, "tick.ms": 5000}');
    await until(() => live.settings['tick.ms'] === 5000);
    await live.change({ key: 'route.repair', value: 'off', by: 'cli' });
    assert.equal(live.settings['route.repair'], 'off');
    assert.deepEqual(JSON.parse(readFileSync(home.settings, 'utf8')), {
      'later.version': 1,
      'tick.ms': 5000,
      'route.repair': 'off',
    });
    await live.change({ key: 'route.repair', value: null, by: 'panel' });
    assert.equal(live.settings['route.repair'], 'auto');
    const history = (await live.history()).filter(({ key }) => key === 'route.repair');
    assert.deepEqual(
      history.map(({ before, after, by }) => [before, after, by]),
      [
        [null, 'off', 'cli'],
        ['off', null, 'panel'],
      ],
    );
    await assert.rejects(live.change({ key: 'route.repiar', value: 'off', by: 'cli' }), {
      message: 'there is no setting "route.repiar"',
      hint: 'did you mean route.repair?',
    });
    await assert.rejects(live.change({ key: 'tick.ms', value: 'soon', by: 'cli' }), /"tick.ms" cannot be/);
  } finally {
    await live.stop();
  }
});

test('a file that is no JSON is not overwritten', async () => {
  using folder = temporaryFolder();
  const { home, live, write } = await begin(folder.at('home'));
  try {
    write('{"half": ');
    await assert.rejects(live.change({ key: 'autoRepair', value: false, by: 'cli' }), /not JSON/);
    assert.equal(readFileSync(home.settings, 'utf8'), '{"half": ');
    assert.ok(!existsSync(home.settingsHistory));
  } finally {
    await live.stop();
  }
});

test('what was edited while no daemon ran is in the history afterwards', async () => {
  using folder = temporaryFolder();
  const first = await begin(folder.at('home'));
  await first.live.change({ key: 'autoRepair', value: false, by: 'cli' });
  // The watch may have begun a look; whoever starts next is alone.
  void first.live.reread();
  await first.live.stop();
  first.write('{"autoRepair": false, "forward.arm": false}');
  const second = await begin(folder.at('home'));
  await second.live.stop();
  const history = await second.live.history();
  assert.deepEqual(
    history.map(({ key, by }) => [key, by]),
    [
      ['autoRepair', 'cli'],
      ['forward.arm', 'hand'],
    ],
  );
});
