import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { makeMachine } from '../../testing/make-store.ts';
import { runRecorded } from '../../testing/recorded-world.ts';
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
