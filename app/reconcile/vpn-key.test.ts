import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../testing/silent-log.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { Remembered } from './remembered.ts';
import { vpnWords } from './vpn-key.ts';

const cisco = { name: 'Cisco AnyConnect' };
const unnamed = { name: 'a VPN' };

test('VPNs without a name are told once', () => {
  assert.equal(vpnWords([unnamed]), 'a VPN');
  assert.equal(vpnWords([unnamed, cisco]), 'Cisco AnyConnect and a VPN');
  assert.equal(vpnWords([unnamed, unnamed]), 'several VPNs');
  assert.equal(vpnWords([unnamed, cisco, unnamed]), 'Cisco AnyConnect and several VPNs');
});

test('what a VPN without a name does is not remembered, whoever is beside it', async () => {
  using folder = temporaryFolder();
  const remembered = new Remembered(folder.at('memory.json'), silentLog);
  for (const vpns of [[unnamed], [cisco, unnamed], [unnamed, unnamed]]) {
    await remembered.noteTakesBack(vpnWords(vpns), 0);
    assert.equal(remembered.takesRoutesBack(vpnWords(vpns), 0), false, vpnWords(vpns));
  }
  await remembered.noteTakesBack(vpnWords([cisco]), 0);
  assert.equal(remembered.takesRoutesBack(vpnWords([cisco]), 0), true);
});
