import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSettings } from '../../shared/settings.ts';
import { makeMachine } from '../testing/make-store.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { readOfflineMachines, type OfflineTarget } from './offline-targets.ts';

interface Place {
  readonly at: (name: string) => string;
}

/** A store with one machine, and a VBoxManage that is this shell script. */
async function withVirtualBox({ at }: Place, script: string, patienceMs?: number): Promise<OfflineTarget> {
  await makeMachine({
    base: at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 50022,
    ca: 'ec',
  });
  writeFileSync(at('VBoxManage'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const settings = { ...defaultSettings, stores: [at('store')], 'tools.vboxmanage': at('VBoxManage') };
  const { machines } = await readOfflineMachines(settings, {}, patienceMs);
  const found = machines.find(({ name }) => name === 'default');
  assert.ok(found);
  return found.target();
}

test('a VirtualBox that hangs is ended, and the store alone answers', async () => {
  using folder = temporaryFolder();
  const target = await withVirtualBox(folder, `echo $$ > '${folder.at('pid')}'; exec sleep 60`, 500);
  assert.equal('dockerHost' in target && target.dockerHost, 'tcp://192.168.99.100:2376');
  if (!existsSync(folder.at('pid'))) return;
  const pid = Number(readFileSync(folder.at('pid'), 'utf8'));
  const deadline = Date.now() + 5000;
  while (isAlive(pid) && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isAlive(pid), false);
});

test('VirtualBox is asked about no other machine', async () => {
  using folder = temporaryFolder();
  for (const name of ['other', 'third'])
    await makeMachine({
      base: folder.at('store'),
      name,
      guestIp: '192.168.99.101',
      sshPort: 50023,
      ca: 'ec',
    });
  const target = await withVirtualBox(
    folder,
    `echo "$*" >> '${folder.at('asked')}'; echo 'VMState="poweroff"'`,
  );
  assert.equal('missing' in target && target.next, 'fairlead start default');
  assert.equal(readFileSync(folder.at('asked'), 'utf8'), 'showvminfo default --machinereadable\n');
});

test('a machine that cannot be read says what to type about it', async () => {
  using folder = temporaryFolder();
  mkdirSync(folder.at('store/machines/broken'), { recursive: true });
  writeFileSync(folder.at('store/machines/broken/config.json'), '[]');
  const settings = { ...defaultSettings, stores: [folder.at('store'), folder.path] };
  const { machines, places } = await readOfflineMachines(settings, {});
  assert.deepEqual(places, [folder.at('store/machines'), folder.at('machines')]);
  const target = await machines[0]?.target();
  assert.equal(target !== undefined && 'missing' in target && target.next, 'docker-machine inspect broken');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
