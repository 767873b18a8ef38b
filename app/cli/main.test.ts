import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { FailureError } from '../../shared/control/failure.ts';
import { MemoryCore } from '../testing/memory-core.ts';
import { runRecorded } from '../testing/recorded-world.ts';
import { serving, until } from '../testing/serving.ts';
import { hijacked, snapshot } from '../testing/snapshots.ts';
import { temporaryFolder } from '../testing/temporary.ts';

test('without a daemon a command does its work in its own process and ends its core', async () => {
  using folder = temporaryFolder();
  const core = new MemoryCore(hijacked());
  const { code, out } = await runRecorded(['status', '--json'], { home: folder.at('home'), core });
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out), hijacked());
  assert.deepEqual(
    core.calls.map(({ name }) => name),
    ['look', 'status'],
  );
  assert.ok(core.stopped && !core.started);
});

test('what needs a daemon says how to start one, and exits with 4', async () => {
  using folder = temporaryFolder();
  for (const argv of [
    ['forward'],
    ['forward', 'add'],
    ['route', 'repair'],
    ['stop'],
    ['status', '-w'],
    ['logs', '-f'],
  ]) {
    const { code, out, err } = await runRecorded(argv, { home: folder.at('home') });
    assert.equal(code, 4, argv.join(' '));
    assert.equal(out, '');
    assert.match(err, /^fairlead: no daemon runs for .*\n +start one: fairlead daemon\n$/);
  }
});

test('with --json an error is an object on stdout', async () => {
  using folder = temporaryFolder();
  const { code, out, err } = await runRecorded(['stop', '--json'], { home: folder.at('home') });
  assert.equal(code, 4);
  assert.equal(err, '');
  const { error } = JSON.parse(out) as { error: Record<string, string> };
  assert.deepEqual(Object.keys(error), ['code', 'message', 'hint']);
  assert.equal(error['code'], 'no-daemon');
});

test('a wrong command line exits with 2 and says what is near', async () => {
  using folder = temporaryFolder();
  const run = (...argv: string[]) => runRecorded(argv, { home: folder.at('home') });
  assert.deepEqual(await run('staus'), {
    code: 2,
    out: '',
    err: "fairlead: unknown command 'staus'\n          did you mean status?\n",
  });
  assert.equal((await run('status', '--wtach')).code, 2);
  assert.equal((await run('logs', '--lines', '-5')).code, 2);
  assert.equal((await run('logs', '--lines', '9999')).code, 2);
  assert.equal((await run('logs', 'extra')).code, 2);
  const meant: readonly (readonly [argv: readonly string[], message: string, hint: string])[] = [
    [
      ['route', 'explian'],
      "unknown command 'fairlead route explian'",
      'did you mean fairlead route explain?',
    ],
    [['settings', 'gte'], "unknown command 'fairlead settings gte'", 'did you mean fairlead settings get?'],
    [['route', 'explain', '--bogus'], "unknown option '--bogus'", 'fairlead route explain --help'],
    [['version'], "unknown command 'version'", 'did you mean --version?'],
    [
      ['help', 'forward', 'lst'],
      "unknown command 'fairlead forward lst'",
      'did you mean fairlead help forward list?',
    ],
  ];
  for (const [argv, message, hint] of meant)
    assert.deepEqual(await run(...argv), {
      code: 2,
      out: '',
      err: `fairlead: ${message}\n          ${hint}\n`,
    });
  assert.match(
    (await run('route', 'show', 'extra')).err,
    /^fairlead: too many arguments for 'fairlead route show'/,
  );
  assert.match((await run('help', 'route', 'explain')).out, /^Usage: fairlead route explain /);
  const asked = JSON.parse((await run('--json')).out) as { error: { code: string } };
  assert.equal(asked.error.code, 'usage');
  const nothing = await run();
  assert.equal(nothing.code, 2);
  assert.match(nothing.err, /^Usage: fairlead/);
});

test('every command has a manual with examples and exit codes', async () => {
  using folder = temporaryFolder();
  const top = await runRecorded(['--help'], { home: folder.path });
  assert.equal(top.code, 0);
  const commands = ['status', 'fix', 'ls', 'env', 'forget-key', 'logs', 'daemon', 'stop'].map((name) => [
    name,
  ]);
  const grouped = [
    'certs show',
    'certs renew',
    'forward list',
    'forward add',
    'forward remove',
    'registry trust',
    'registry untrust',
  ];
  const others = [
    'route show',
    'route repair',
    'route explain',
    'settings list',
    'settings set',
    'settings revert',
  ];
  for (const argv of [...commands, ...[...grouped, ...others].map((text) => text.split(' '))]) {
    const { code, out } = await runRecorded([...argv, '--help'], { home: folder.path });
    assert.equal(code, 0);
    assert.match(out, /\nExamples:\n {2}\S/, argv.join(' '));
    assert.match(out, /\nExit codes:\n {2}0 {2}done\n/, argv.join(' '));
    assert.ok(out.split('\n').every((line) => line.length <= 100));
  }
  assert.match((await runRecorded(['--version'], { home: folder.path })).out, /^\d+\.\d+\.\d+\n$/);
});

test('certs and forwards of machines that nobody knows are refused by name', async () => {
  await using served = await serving();
  const { code, err } = await runRecorded(['certs', 'show', 'nobody'], { home: served.home.root });
  assert.equal(code, 1);
  assert.match(err, /there is no machine "nobody"/);
});

test('logs are read from the daemon, and from its file when it is gone', async () => {
  await using served = await serving();
  const line = { at: '2026-03-14T09:26:53.000Z', level: 'warn', message: 'the route was taken' } as const;
  served.core.log(line);
  served.core.answer('logs', new FailureError('busy', 'not now'));
  assert.equal((await runRecorded(['logs'], { home: served.home.root })).code, 1);
  using folder = temporaryFolder();
  mkdirSync(folder.at('logs'));
  writeFileSync(folder.at('logs/fairlead.log'), `${line.at} warn  ${line.message}\nhalf a li`);
  const gone = await runRecorded(['logs', '--json'], { home: folder.path });
  assert.deepEqual(JSON.parse(gone.out), line);
  assert.match(gone.err, /No daemon runs/);
});

test('status --watch prints a line for every change when nobody sees a screen', async () => {
  await using served = await serving();
  const leave = new AbortController();
  let heard = '';
  const hear = (text: string): void => void (heard += text);
  const watching = runRecorded(['status', '--watch'], { home: served.home.root, signal: leave.signal, hear });
  await until(() => served.core.readers('watch') === 1);
  served.core.publish(snapshot({ revision: 2 }));
  served.core.publish(hijacked());
  await until(() => heard.includes('degraded'));
  await served.close();
  const { code, out, err } = await watching;
  assert.equal(code, 0);
  assert.match(
    out,
    /degraded: Docker is reachable over localhost.*path forward 127.0.0.1:2376, route taken \(utun2\)\n$/,
  );
  assert.equal(err, 'The daemon has stopped.\n');
});

test('a home that cannot be used is refused with the remedy', async () => {
  using folder = temporaryFolder();
  const long = await runRecorded(['status'], { home: folder.at('x'.repeat(120)) });
  assert.equal(long.code, 1);
  assert.match(long.err, /must stay under 104.*\n.*FAIRLEAD_HOME/);
  writeFileSync(folder.at('file'), '');
  const file = await runRecorded(['status'], { home: folder.at('file') });
  assert.match(file.err, /it is not a folder/);
});
