import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { runRecorded } from '../../testing/recorded-world.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

test('settings are set, read, reverted and unset without a daemon', async () => {
  using folder = temporaryFolder();
  const run = (...argv: string[]) => runRecorded(['settings', ...argv], { home: folder.at('home') });
  assert.equal((await run('set', 'route.repair', 'off')).out, 'route.repair is "off" now.\n');
  assert.equal((await run('set', 'route.repair', 'off')).out, 'route.repair was "off" already.\n');
  assert.equal((await run('set', 'autoRepair', 'no')).code, 0);
  assert.equal((await run('set', 'tick.ms', '5000')).code, 0);
  assert.equal((await run('set', 'stores', '/a b', "/c'd")).code, 0);
  assert.deepEqual(JSON.parse(readFileSync(folder.at('home/settings.json'), 'utf8')), {
    'route.repair': 'off',
    autoRepair: false,
    'tick.ms': 5000,
    stores: ['/a b', "/c'd"],
  });
  assert.equal((await run('get', 'stores')).out, "/a b\n/c'd\n");
  assert.equal(
    (await run('set', 'stores', '/one,/two')).out,
    'stores is ["/one","/two"] now. A daemon opens its tools anew for it.\n',
  );
  assert.equal(
    (await run('revert')).out,
    `stores is ["/a b","/c'd"] now. A daemon opens its tools anew for it.\n`,
  );
  assert.match((await run('unset', 'stores')).out, /^stores is \[\] now, its default\./);
  const journal = (): string => readFileSync(folder.at('home/journal.ndjson'), 'utf8');
  const before = journal();
  assert.match((await run('unset', 'stores')).out, /^stores was \[\] already\./);
  assert.equal(journal(), before, 'what changes nothing is not in the journal');
  const history = JSON.parse((await run('history', 'stores', '--json')).out) as { by: string }[];
  assert.deepEqual(
    history.map(({ by }) => by),
    ['cli', 'cli', 'cli', 'cli'],
  );
  assert.match(journal(), /"kind":"settings"[^]*"state":"done"/);
});

test('a key or a value that does not exist is refused with what was meant', async () => {
  using folder = temporaryFolder();
  const run = (...argv: string[]) => runRecorded(['settings', ...argv], { home: folder.at('home') });
  for (const verb of [['set'], ['get'], ['unset'], ['history'], ['revert']]) {
    const words = verb[0] === 'set' ? ['rout.repair', 'off'] : ['rout.repair'];
    const { code, err } = await run(...verb, ...words);
    assert.equal(code, 2);
    assert.match(err, /there is no setting "rout.repair"\n +did you mean route.repair\?/);
  }
  const wrong: readonly (readonly [argv: readonly string[], expected: RegExp])[] = [
    [['route.repair', 'never'], /"route.repair" cannot be "never", expected one of auto, off/],
    [['tick.ms', 'soon'], /"tick.ms" cannot be "soon", expected: number/],
    [['tick.ms', '1'], /"tick.ms" cannot be 1, expected: number to be >=1000/],
    [['autoRepair', 'perhaps'], /"autoRepair" cannot be "perhaps", expected: boolean/],
    [['stores', '[1]'], /"stores" cannot be \[1\], expected: string/],
    [['network.guestProxy', 'http://x'], /must be empty or socks5/],
    [['__proto__', '1'], /there is no setting "__proto__"/],
  ];
  for (const [argv, expected] of wrong) {
    const { code, err } = await run('set', ...argv);
    assert.match(err, expected);
    assert.equal(code, 2, argv.join(' '));
  }
});

test('an edit by hand shows in the history, and a broken file is not written over', async () => {
  using folder = temporaryFolder();
  const run = (...argv: string[]) => runRecorded(['settings', ...argv], { home: folder.at('home') });
  await run('set', 'tick.ms', '5000');
  writeFileSync(folder.at('home/settings.json'), '{"tick.ms": 6000}');
  assert.match((await run('history')).out, /5000 +6000 +hand/);
  writeFileSync(folder.at('home/settings.json'), '{"tick.ms": ');
  const { code, err } = await run('set', 'tick.ms', '7000');
  assert.equal(code, 1);
  assert.match(err, /it is not JSON.*\n +mend it/);
});

test('settings are listed with what differs, and a broken file is a warning', async () => {
  using folder = temporaryFolder();
  writeFileSync(folder.at('settings.json'), '{"autoRepair": false, "tick.msec": 1}');
  const { code, out, err } = await runRecorded(['settings'], { home: folder.path });
  assert.equal(code, 0);
  assert.match(out, /autoRepair = false {2}\(default true\)\n {4}Repair by itself/);
  assert.match(err, /no setting "tick.msec"; did you mean "tick.ms"\?/);
});

test('what a settings file holds reaches the terminal only as text', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('home'));
  for (const text of [
    '\u001b[31m{',
    JSON.stringify({ 'tools.vboxmanage': '\u009b31m\u202e', '\u009b1m': 1 }),
  ]) {
    writeFileSync(folder.at('home/settings.json'), text);
    const { code, out, err } = await runRecorded(['settings'], { home: folder.at('home') });
    assert.equal(code, 0);
    assert.doesNotMatch(`${out}${err}`, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});
