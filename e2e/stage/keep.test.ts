import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { ask } from './ask.ts';
import { startStage } from './stage.ts';

test('another terminal connects and disconnects the VPN through the socket beside the home', async () => {
  await using stage = await startStage();
  const socket = path.join(stage.home, '..', 's');
  const vpn = (state: string): Promise<unknown> =>
    ask(socket, { command: 'vpn', argv: [state], isRoot: false, pid: process.pid });
  await vpn('on');
  assert.equal(stage.vpn.connected, 'plain');
  await vpn('off');
  assert.equal(stage.vpn.connected, undefined);
  assert.deepEqual(await ask(socket, { command: 'reboot', argv: [], isRoot: false, pid: 1 }), {
    exitCode: 127,
    stdout: '',
    stderr: 'the stage has no reboot\n',
  });
});
