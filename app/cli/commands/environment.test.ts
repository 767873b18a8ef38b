import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { makeMachine } from '../../testing/make-store.ts';
import { runRecorded } from '../../testing/recorded-world.ts';
import { serving } from '../../testing/serving.ts';
import { hijacked } from '../../testing/snapshots.ts';
import { temporaryFolder } from '../../testing/temporary.ts';

test('a daemon that does not answer keeps no shell from starting', async () => {
  using folder = temporaryFolder();
  const store = folder.at('store');
  await makeMachine({ base: store, name: 'default', guestIp: '192.168.99.100', sshPort: 50022, ca: 'ec' });
  mkdirSync(folder.at('home'));
  writeFileSync(folder.at('home/settings.json'), JSON.stringify({ 'tools.vboxmanage': folder.at('none') }));
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => socket.end('what?'));
  }).listen(folder.at('home/control.sock'));
  await once(server, 'listening');
  const environment = { MACHINE_STORAGE_PATH: store, SHELL: '/bin/bash' };
  const { code, out, err } = await runRecorded(['env'], { home: folder.at('home'), environment });
  server.close();
  assert.equal(code, 0);
  assert.match(out, /^export DOCKER_HOST="tcp:\/\/192\.168\.99\.100:2376"$/m);
  assert.match(err, /^warning: the daemon does not answer.*fairlead logs\nnote: no daemon runs/);
});

test('without machines the folder is named, and what to do', async () => {
  using folder = temporaryFolder();
  const environment = { MACHINE_STORAGE_PATH: folder.at('store') };
  const { code, err } = await runRecorded(['env'], { home: folder.at('home'), environment });
  assert.equal(code, 1);
  assert.ok(err.startsWith(`fairlead: there are no machines in ${folder.at('store/machines')}\n`));
  assert.match(err, /MACHINE_STORAGE_PATH/);
});

test('env points at what carries Docker now, and never dials', async () => {
  await using served = await serving({ snapshot: hijacked() });
  const run = (...argv: string[]) => runRecorded(['env', ...argv], { home: served.home.root });
  assert.match(
    (await run()).out,
    /^export DOCKER_TLS_VERIFY="1"\nexport DOCKER_HOST="tcp:\/\/127.0.0.1:2376"\n/,
  );
  assert.deepEqual(
    served.core.calls.map(({ name }) => name),
    ['machines'],
  );
  const unknown = await run('defualt');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no machine "defualt"; the only one is default\n +did you mean default\?/);
  const json = JSON.parse((await run('--json')).out) as { variables: Record<string, string> };
  assert.equal(json.variables['DOCKER_MACHINE_NAME'], 'default');
  const unset = (await run('--unset', '--shell', 'fish')).out;
  assert.match(
    unset,
    /^set -e DOCKER_TLS_VERIFY;\n(set -e \w+;\n){3}# .*\n# eval \(fairlead env --shell fish --unset\)\n$/,
  );
});

test('env without a daemon and without machines says so', async () => {
  using folder = temporaryFolder();
  const environment = { MACHINE_STORAGE_PATH: folder.at('store') };
  const { code, err } = await runRecorded(['env'], { home: folder.at('home'), environment });
  assert.equal(code, 1);
  assert.match(err, /there are no machines/);
});
