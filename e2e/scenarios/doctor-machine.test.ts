/** What is wrong with a machine, its files, its clock and its engine: found exactly, mended, written down. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmodSync, readFileSync, rmSync, statSync, watch, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { temporaryFolder } from '../../app/testing/temporary.ts';
import { findAndMend, inGuest, openWard, skewClock, wrong, type Ward } from './doctor-stage.ts';

let ward: Ward;
const tools = temporaryFolder();
const path0 = process.env['PATH'] ?? '';
before(async () => {
  // docker-machine is asked for its version only.
  writeFileSync(path.join(tools.path, 'docker-machine'), '#!/bin/sh\necho docker-machine version 0.16.2\n', {
    mode: 0o755,
  });
  process.env['PATH'] = `${tools.path}:${path0}`;
  ward = await openWard();
});
after(async () => {
  process.env['PATH'] = path0;
  await ward[Symbol.asyncDispose]();
  tools[Symbol.dispose]();
});

const journal = async (kind: string): Promise<readonly string[]> =>
  (await ward.client.journal({})).filter((one) => one.kind === kind).map(({ state }) => state);

test('nothing is wrong where nothing was broken', async () => {
  await ward.client.fix({ dryRun: false, restartEngine: false });
  assert.deepEqual(await ward.look(), []);
});

test('SSH_KEY_OPEN is mended, written down, and can be undone', async () => {
  const file = ward.stage.machine('default').made.machine.ssh.keyPath;
  chmodSync(file, 0o644);
  await findAndMend(ward, ['SSH_KEY_OPEN']);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await journal('file-mode'), ['done']);
  const undone = await ward.client.undo({ which: 'last' });
  assert.ok(undone.ok, JSON.stringify(undone));
  assert.equal(statSync(file).mode & 0o777, 0o644);
  assert.deepEqual(await journal('file-mode'), ['undone']);
  await findAndMend(ward, ['SSH_KEY_OPEN']);
});

test('AFTER_SLEEP: a clock that is behind is set, and that is written down', async () => {
  skewClock(ward.stage.machine('default'), -600);
  await findAndMend(ward, ['AFTER_SLEEP']);
  assert.deepEqual(await journal('guest-clock'), ['done']);
});

test('CERT_NOT_YET_VALID: a clock that is ahead is set', async () => {
  skewClock(ward.stage.machine('default'), 3600);
  await findAndMend(ward, ['CERT_NOT_YET_VALID']);
});

test('RESTART_RACE: an engine that ended and left its pid file is started', async () => {
  const { guest } = ward.stage.machine('default');
  const pid = Number(readFileSync(guest.pidFile, 'utf8'));
  await ward.stage.machine('default').stopEngine();
  assert.ok(pid > 0);
  writeFileSync(guest.pidFile, '4194303\n');
  await findAndMend(ward, ['RESTART_RACE']);
  assert.deepEqual(await journal('engine-start'), ['done']);
});

test('DAEMON_NOT_LISTENING: an engine that is stopped is started; of a full disk it is only told', async () => {
  const machine = ward.stage.machine('default');
  await machine.stopEngine();
  await findAndMend(ward, ['DAEMON_NOT_LISTENING']);
  assert.equal((await journal('engine-start')).at(-1), 'done');
  inGuest(
    machine,
    'df',
    "echo 'Filesystem 1K-blocks Used Available Use% Mounted'; echo '/dev/sda1 10 10 0 99% /'",
  );
  assert.deepEqual(await ward.look(), ['DAEMON_NOT_LISTENING']);
  inGuest(machine, 'df', 'exec /bin/df "$@"');
  assert.deepEqual(await ward.look(), []);
});

test('NOT_READY: of a machine that boots nothing else is said', async () => {
  const machine = ward.stage.machine('default');
  await machine.stopEngine();
  ward.stage.world.change('', () => {
    machine.vm.changedAt = new Date().toISOString();
  });
  assert.deepEqual(await ward.look(), ['NOT_READY']);
  // Mending it is waiting for it, and looking then. The engine starts when the doctor has looked, and is in the machine.
  const watcher = watch(tools.path);
  const looking = once(watcher, 'change', { signal: AbortSignal.timeout(20_000) });
  inGuest(machine, 'df', `: >'${tools.at('looked')}'; exec /bin/df "$@"`);
  const mending = ward.mend();
  await looking.finally(() => watcher.close());
  await machine.startEngine();
  const { mended, after: now } = await mending;
  assert.match(mended.map(({ sentence }) => sentence).join('\n'), /waited \d+ s until default answered/);
  assert.deepEqual(wrong(now), []);
  await machine.stopEngine();
  ward.stage.world.change('', () => {
    delete machine.vm.changedAt;
  });
  assert.deepEqual(await ward.look(), ['DAEMON_NOT_LISTENING']);
  await machine.startEngine();
  assert.deepEqual(await ward.look(), []);
});

test('VM_LOCKED: a machine that is off and open in a window is named', async () => {
  const machine = ward.stage.machine('default');
  // With no machine up it is asked for VirtualBox's device, which only a Mac has.
  const found = async (): Promise<readonly string[]> =>
    (await ward.look()).filter((id) => id !== 'ADAPTER_INVISIBLE');
  await machine.powerOff();
  ward.stage.world.change('', () => {
    machine.vm.session = 'GUI/Qt';
  });
  assert.deepEqual(await found(), ['VM_LOCKED']);
  ward.stage.world.change('', () => {
    delete machine.vm.session;
  });
  assert.deepEqual(await found(), []);
  await machine.powerOn();
});

test('ENV_TLS_CHECK: what docker-machine would say, until the route is back', async () => {
  const isSaid = async (): Promise<boolean> => (await ward.remarks()).includes('ENV_TLS_CHECK');
  ward.stage.vpn.connect('plain');
  assert.ok(await isSaid());
  await findAndMend(ward, ['GUEST_TIMEOUT_VPN']);
  assert.equal(await isSaid(), false);
  ward.stage.vpn.disconnect();
  await ward.mend();
  assert.deepEqual(await ward.look(), []);
});

test('SOCKET_FILTER accounts for a machine that the system does not let anybody reach', async () => {
  const program = path.join(tools.path, 'systemextensionsctl');
  writeFileSync(
    program,
    "#!/bin/sh\necho '* * DE8Y96K9QP com.cisco.anyconnect.macos.acsockext (5.0/5.0) [activated enabled]'\n",
    { mode: 0o755 },
  );
  ward.stage.filter('reject');
  assert.deepEqual(await ward.look(), ['SOCKET_FILTER']);
  assert.deepEqual(wrong((await ward.mend()).after), ['SOCKET_FILTER']);
  assert.equal((await ward.client.status({})).machines[0]?.path, 'forward');
  ward.stage.filter('off');
  assert.deepEqual(await ward.look(), []);
  rmSync(program);
});

test('HOST_NOT_RUNNING and ENV_HANGS are remarks', async () => {
  const file = path.join(ward.stage.root, 'user/.zshrc');
  writeFileSync(file, 'eval "$(docker-machine env default)"\n');
  assert.ok((await ward.remarks()).includes('ENV_HANGS'));
  writeFileSync(file, '');
  await ward.stage.machine('default').powerOff();
  assert.ok((await ward.remarks()).includes('HOST_NOT_RUNNING'));
  await ward.stage.machine('default').powerOn();
});

test('TLS_UNKNOWN_CA: copies of certificates that were left behind are brought up, and can be put back', async () => {
  const copy = path.join(ward.stage.machine('default').made.machine.directory, 'ca.pem');
  const text = readFileSync(copy, 'utf8');
  const other = readFileSync(path.join(path.dirname(copy), 'server.pem'), 'utf8');
  writeFileSync(copy, other);
  await findAndMend(ward, ['TLS_UNKNOWN_CA']);
  assert.equal(readFileSync(copy, 'utf8').trim(), text.trim());
  assert.equal((await journal('store-file')).at(-1), 'done');
});

test('SSH_255: a key others hold is not let in', async () => {
  const { vm } = ward.stage.machine('default');
  const rule = vm.natRules.find(({ name }) => name === 'ssh');
  assert.ok(rule);
  ward.stage.world.change('', () => Object.assign(rule, { hostPort: 9 }));
  assert.deepEqual(await ward.look(), ['SSH_255']);
  ward.stage.world.change('', () => Object.assign(rule, { hostPort: vm.sshPort }));
  assert.deepEqual(await ward.look(), []);
});
