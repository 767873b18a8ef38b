import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary.ts';
import { startupScript, virtualBoxAmong, whyNotRestart, type DriverQuestion } from './drivers.ts';

test('VirtualBox is found among the processes of a Mac and of Linux; what only mentions it is not', () => {
  const ps = [
    '    1 /sbin/launchd',
    '  412 /Applications/VirtualBox.app/Contents/MacOS/VirtualBox',
    '  420 /Applications/VirtualBox.app/Contents/MacOS/VBoxSVC',
    '  433 /Applications/VirtualBox.app/Contents/MacOS/VBoxXPCOMIPCD',
    '  501 /Applications/VirtualBox.app/Contents/Resources/VirtualBoxVM.app/Contents/MacOS/VirtualBoxVM',
    '  502 VBoxHeadless',
    '  503 VBoxNetDHCP',
    '  600 /usr/local/bin/VBoxManage',
    '  601 /Users/me/VirtualBox VMs/notes.sh',
    '',
  ].join('\n');
  assert.deepEqual(virtualBoxAmong(ps), [
    'VirtualBox (412)',
    'VBoxSVC (420)',
    'VBoxXPCOMIPCD (433)',
    'VirtualBoxVM (501)',
    'VBoxHeadless (502)',
    'VBoxNetDHCP (503)',
  ]);
});

test('drivers are loaded anew only where that applies and nobody would suffer', () => {
  using folder = temporaryFolder();
  const extensions = path.dirname(path.dirname(startupScript));
  mkdirSync(folder.at(path.join(extensions, 'VBoxDrv.kext')), { recursive: true });
  mkdirSync(path.dirname(folder.at(startupScript)), { recursive: true });
  writeFileSync(folder.at(startupScript), '');
  const fine: DriverQuestion = {
    platform: 'darwin',
    version: 'VirtualBox 6.1.32',
    runningMachines: [],
    vpns: [],
    processes: [],
    root: folder.path,
  };
  assert.equal(whyNotRestart(fine), undefined);
  for (const [change, reason] of [
    [{ platform: 'linux' }, /only macOS/],
    [{ version: 'VirtualBox 7.0.10' }, /no kernel extensions on macOS/],
    [{ root: folder.at('empty') }, /no kernel extensions in/],
    [{ runningMachines: ['default'] }, /default; stop them/],
    [{ vpns: ['Example VPN'] }, /Example VPN is connected/],
    [{ processes: ['VBoxSVC (420)'] }, /still runs: VBoxSVC \(420\)/],
  ] as const)
    assert.match(whyNotRestart({ ...fine, ...change }) ?? '', reason);
});
