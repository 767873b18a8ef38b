import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeMachine } from '../../testing/make-store.ts';
import type { MadeMachine } from '../../testing/make-store.ts';
import { runRecorded, type Recorded } from '../../testing/recorded-world.ts';
import { serving } from '../../testing/serving.ts';
import { hijacked, machineView, snapshot } from '../../testing/snapshots.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

const folder = temporaryFolder();
let made: MadeMachine;
before(async () => {
  made = await makeMachine({
    base: folder.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 50_022,
  });
});
after(() => folder[Symbol.dispose]());

async function ask(argv: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Recorded> {
  const place = { MACHINE_STORAGE_PATH: folder.at('store'), PATH: '/nowhere', ...environment };
  return runRecorded(argv, { home: folder.at('home'), environment: place });
}

test('ip, url and config print what docker-machine prints, without a daemon and without dialling', async () => {
  const machines = made.machine.directory;
  assert.equal((await ask(['ip'])).out, '192.168.99.100\n');
  assert.equal((await ask(['ip', 'default', 'default'])).out, '192.168.99.100\n192.168.99.100\n');
  assert.equal((await ask(['url', 'default'])).out, 'tcp://192.168.99.100:2376\n');
  assert.equal(
    (await ask(['config', 'default'])).out,
    `--tlsverify\n--tlscacert="${machines}/ca.pem"\n--tlscert="${machines}/cert.pem"\n--tlskey="${machines}/key.pem"\n-H=tcp://192.168.99.100:2376\n`,
  );
});

test('inspect prints config.json as it is, and parts of it', async () => {
  const file = path.join(made.machine.directory, 'config.json');
  const { out } = await ask(['inspect', 'default']);
  assert.deepEqual(JSON.parse(out), JSON.parse(readFileSync(file, 'utf8')));
  assert.match(out, /^\{\n {4}"ConfigVersion": 3,\n/);
  assert.equal((await ask(['inspect', '-f', '{{.Driver.IPAddress}}'])).out, '192.168.99.100\n');
  assert.equal((await ask(['inspect', '--format', '{{.DriverName}} {{.X}}'])).out, 'virtualbox <no value>\n');
  const wrong = await ask(['inspect', '-f', '{{.Name']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /the template cannot be used: \{\{ is not closed/);
});

test('a machine that nobody knows is refused by all of them, with the near name', async () => {
  for (const command of ['ip', 'url', 'config', 'inspect']) {
    const { code, out, err } = await ask([command, 'defualt']);
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /there is no machine "defualt".*\n +did you mean default\?/);
  }
});

test('with a daemon the address is the one that answers, and --direct that of docker-machine', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const environment = { MACHINE_STORAGE_PATH: folder.at('store'), PATH: '/nowhere' };
  const run = (...argv: string[]): Promise<Recorded> =>
    runRecorded(argv, { home: served.home.root, environment });
  assert.match((await run('url')).out, /^tcp:\/\/(localhost|127\.0\.0\.1):2376\n$/);
  assert.equal((await run('url', '--direct')).out, 'tcp://192.168.99.100:2376\n');
  assert.deepEqual(
    served.core.calls.map(({ name }) => name),
    ['machines', 'machines'],
  );
});

test('active knows the machine, its forward and its socket', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const { root } = served.home;
  const active = (host: string): Promise<Recorded> =>
    runRecorded(['active'], {
      home: root,
      environment: { MACHINE_STORAGE_PATH: folder.at('store'), PATH: '/nowhere', DOCKER_HOST: host },
    });
  for (const host of [
    'tcp://192.168.99.100:2376',
    'tcp://localhost:2376',
    'tcp://127.0.0.1:2376',
    `unix://${root}/machines/default/docker.sock`,
  ])
    assert.deepEqual(await active(host), { code: 0, out: 'default\n', err: '' }, host);
  for (const host of ['', 'tcp://192.168.99.101:2376']) {
    const { code, err } = await active(host);
    assert.equal(code, 1);
    assert.match(err, /^fairlead: No active host found\n/);
  }
});

test('a machine that is off has no address to print, and none is active', async () => {
  await using served = await serving({ snapshot: snapshot({ machines: [machineView({ state: 'off' })] }) });
  const environment = {
    MACHINE_STORAGE_PATH: folder.at('store'),
    PATH: '/nowhere',
    DOCKER_HOST: 'tcp://192.168.99.100:2376',
  };
  const run = (...argv: string[]): Promise<Recorded> =>
    runRecorded(argv, { home: served.home.root, environment });
  const ip = await run('ip');
  assert.equal(ip.code, 1);
  assert.match(ip.err, /default: Host is not running \(it is off\)\n +fairlead start default/);
  assert.equal((await run('active')).code, 1);
});
