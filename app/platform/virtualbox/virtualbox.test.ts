import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { Clock, NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import { hypervisorContract } from '../../testing/contracts/hypervisor.ts';
import { playVBoxManage, type VBoxAnswer } from '../../testing/memory-vboxmanage.ts';
import { vboxVm, vboxWorld, type VBoxWorld } from '../../testing/vbox-world.ts';
import type { Ran } from '../process/run.ts';
import { missingVm } from './show-vm-info.ts';
import { VirtualBox } from './virtualbox.ts';

const rule: NatRule = {
  name: 'fairlead-docker',
  protocol: 'tcp',
  hostIp: '127.0.0.1',
  hostPort: 2376,
  guestIp: '',
  guestPort: 2376,
};
const silent = { debug() {}, info() {}, warn() {}, error() {} };

type Play = (argv: readonly string[]) => VBoxAnswer | Extract<Ran, { kind: 'not-run' }>;

/** The adapter over a scripted VBoxManage; `path` is any program that is there, as it is never started. */
function open(play: Play): { virtualbox: VirtualBox; calls: string[]; pauses: number[] } {
  const calls: string[] = [];
  const pauses: number[] = [];
  let running = 0;
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after(ms, act) {
      pauses.push(ms);
      queueMicrotask(act);
      return () => undefined;
    },
  };
  const virtualbox = new VirtualBox({
    path: process.execPath,
    pathEnvironment: '',
    log: silent,
    clock,
    run: async (_file, args) => {
      running += 1;
      assert.equal(running, 1, 'two calls at the same time');
      await Promise.resolve();
      running -= 1;
      calls.push(args.join(' '));
      const answer = play(args);
      return 'kind' in answer ? answer : { kind: 'ran', ...answer };
    },
  });
  return { virtualbox, calls, pauses };
}

const over = (world: VBoxWorld): ReturnType<typeof open> => open((argv) => playVBoxManage(world, argv));
const saying = (stderr: string, exitCode = 1): ReturnType<typeof open> =>
  open(() => ({ exitCode, stdout: '', stderr }));

hypervisorContract('VirtualBox', (world) => over(world).virtualbox);

suite('calls of VBoxManage', () => {
  test('a hiccup is asked again up to five times, 100 ms apart', async () => {
    const four = over(vboxWorld({ hiccups: 4 }));
    assert.equal((await four.virtualbox.readVm('default')).kind, 'read');
    assert.deepEqual(four.pauses, [100, 100, 100, 100]);
    const five = over(vboxWorld({ hiccups: 5 }));
    const reading = await five.virtualbox.readVm('default');
    assert.ok(reading.kind === 'unreadable' && reading.reason.includes('The object is not ready'));
  });

  test('calls wait for each other, also after a failure', async () => {
    const { virtualbox, calls } = over(vboxWorld());
    await Promise.all([virtualbox.readVm('default'), virtualbox.readVersion(), virtualbox.readVm('none')]);
    assert.equal(calls.length, 3);
  });

  test('an error on stderr counts although the exit code is 0', async () => {
    const { virtualbox } = saying('VBoxManage: error: Something went wrong\n', 0);
    assert.deepEqual(await virtualbox.readVersion(), {
      kind: 'unreadable',
      reason: 'VirtualBox says: Something went wrong',
    });
  });

  test('a program that hangs or is not there is a sentence', async () => {
    const hanging = open(() => ({
      kind: 'not-run',
      why: 'timeout',
      reason: 'it did not answer within 10000 ms',
    }));
    assert.match(JSON.stringify(await hanging.virtualbox.readVm('default')), /did not answer/);
    const nowhere = new VirtualBox({
      run: () => Promise.reject(new Error('must not be started')),
      path: '/nonexistent/VBoxManage',
      pathEnvironment: '',
      log: silent,
      clock: { now: () => 0, monotonic: () => 0, after: () => () => undefined },
    });
    assert.match(JSON.stringify(await nowhere.readVersion()), /tools\.vboxmanage/);
  });

  test('missing drivers are named with what to do', async () => {
    for (const stderr of [
      'VBoxManage: error: Failed to open/create the internal network\nVBoxManage: error: Details: VERR_SUPDRV_COMPONENT_NOT_FOUND\n',
      'VBoxManage: error: The VirtualBox kernel modules are not loaded (VERR_VM_DRIVER_NOT_INSTALLED)\n',
      'VBoxNetAdpCtl: Error while adding new interface: failed to open /dev/vboxnetctl: No such file or directory\n',
    ])
      assert.match(
        JSON.stringify(await saying(stderr).virtualbox.readVersion()),
        /driver is not loaded.*Privacy/,
      );
  });
});

suite('changes against a VM that changes too', () => {
  test('a rule that was added by a command that broke off afterwards counts as added', async () => {
    const world = vboxWorld({ vms: new Map([['default', vboxVm()]]) });
    const { virtualbox } = open((argv) => {
      const answer = playVBoxManage(world, argv);
      const isChange = argv.includes('natpf1');
      return isChange ? { kind: 'not-run', why: 'timeout', reason: 'it did not answer in time' } : answer;
    });
    assert.deepEqual(await virtualbox.addNatRule('default', rule), { kind: 'done' });
  });

  test('a VM that starts in between is changed with controlvm', async () => {
    const world = vboxWorld({ vms: new Map([['default', vboxVm({ state: 'poweroff' })]]) });
    const { virtualbox, calls } = open((argv) => {
      if (argv[0] === 'modifyvm') Object.assign(world.vms.get('default') ?? {}, { state: 'running' });
      return playVBoxManage(world, argv);
    });
    assert.equal((await virtualbox.addNatRule('default', rule)).kind, 'done');
    assert.deepEqual(
      calls.map((call) => call.split(' ')[0]),
      ['showvminfo', 'modifyvm', 'showvminfo', 'controlvm'],
    );
  });

  test('a VM that stops in between is changed with modifyvm', async () => {
    const world = vboxWorld();
    const { virtualbox } = open((argv) => {
      if (argv[0] === 'controlvm') Object.assign(world.vms.get('default') ?? {}, { state: 'poweroff' });
      return playVBoxManage(world, argv);
    });
    assert.equal((await virtualbox.addNatRule('default', rule)).kind, 'done');
  });

  test('a VM locked by an open window is reported as locked, after one more try', async () => {
    const world = vboxWorld({ vms: new Map([['default', vboxVm({ state: 'poweroff', locked: true })]]) });
    const { virtualbox, calls } = over(world);
    const result = await virtualbox.addNatRule('default', rule);
    assert.ok(result.kind === 'failed' && result.reason.includes('already locked'));
    // And a last look at what is there now.
    assert.equal(calls.length, 5);
  });

  test('a VM in guru meditation still holds its lock, so controlvm comes first', async () => {
    const world = vboxWorld({ vms: new Map([['default', vboxVm({ state: 'gurumeditation' })]]) });
    const { virtualbox, calls } = over(world);
    assert.equal((await virtualbox.addNatRule('default', rule)).kind, 'done');
    assert.match(calls[1] ?? '', /^controlvm default natpf1 fairlead-docker,tcp,127\.0\.0\.1,2376,,2376$/);
  });

  test('a rule somebody else adds in between is done when it is the same, and named when it is not', async () => {
    for (const [other, kind] of [
      [rule, 'done'],
      [{ ...rule, name: 'web', guestPort: 80 }, 'failed'],
    ] as const) {
      const world = vboxWorld();
      const { virtualbox } = open((argv) => {
        if (argv[0] === 'controlvm') world.vms.get('default')?.rules.push(other);
        return playVBoxManage(world, argv);
      });
      const result = await virtualbox.addNatRule('default', rule);
      assert.equal(result.kind, kind);
      if (result.kind === 'failed') assert.match(result.reason, /NAT rule web/);
    }
  });

  test('a rule somebody else removes in between is done', async () => {
    const world = vboxWorld({ vms: new Map([['default', vboxVm({ rules: [rule] })]]) });
    const { virtualbox } = open((argv) => {
      if (argv[0] === 'controlvm') world.vms.get('default')?.rules.splice(0);
      return playVBoxManage(world, argv);
    });
    assert.equal((await virtualbox.removeNatRule('default', rule.name)).kind, 'done');
  });
});

test('the reason of a failed redirect is read from the end of VBox.log', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'fairlead-vbox-'));
  try {
    const { virtualbox } = over(vboxWorld());
    const vm = { ...missingVm, logFolder: folder };
    assert.equal(await virtualbox.readRedirectFailure(vm, 2376), undefined);
    const noise = '00:00:01.000000 VMMDev: nothing to see\n'.repeat(4000);
    const line =
      '00:00:02.123456 NAT: Failed to redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376 (Address already in use)\n';
    await writeFile(path.join(folder, 'VBox.log'), noise + line);
    assert.equal(await virtualbox.readRedirectFailure(vm, 2376), 'Address already in use');
    assert.equal(await virtualbox.readRedirectFailure(vm, 2377), undefined);
    assert.equal(await virtualbox.readRedirectFailure(missingVm, 2376), undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('both lists of host-only networks must be readable or unknown to the version', async () => {
  const { virtualbox } = open((argv) =>
    argv[1] === 'hostonlyifs'
      ? { exitCode: 1, stdout: '', stderr: 'VBoxManage: error: Failed to create the VirtualBox object!\n' }
      : playVBoxManage(vboxWorld(), argv),
  );
  const reading = await virtualbox.readHostOnlyNetworks();
  assert.equal(valueOf(reading), undefined);
  assert.match(JSON.stringify(reading), /background service/);
});
