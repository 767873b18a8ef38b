import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ChangeResult, Hypervisor, NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import { formatCidr, parseCidr } from '../../route/cidr.ts';
import { vboxVm, vboxWorld, type VBoxWorld } from '../vbox-world.ts';

const rule: NatRule = {
  name: 'fairlead-docker',
  protocol: 'tcp',
  hostIp: '127.0.0.1',
  hostPort: 2376,
  guestIp: '',
  guestPort: 2376,
};

/** What every Hypervisor does, whatever is behind it. `open` gives one that looks at this world. */
export function hypervisorContract(subject: string, open: (world: VBoxWorld) => Hypervisor): void {
  const names = (world: VBoxWorld, vm = 'default'): string[] =>
    (world.vms.get(vm)?.rules ?? []).map(({ name }) => name);
  const reasonOf = (result: ChangeResult): string => (result.kind === 'done' ? '' : result.reason);

  suite(`${subject} keeps the hypervisor contract`, () => {
    test('it says who it is', async () => {
      assert.deepEqual(await open(vboxWorld()).readVersion(), { kind: 'read', value: 'VirtualBox 6.1.26' });
    });

    test('a running VM is seen with its rules, its NAT and its host-only adapter', async () => {
      const vm = valueOf(await open(vboxWorld()).readVm('default'));
      assert.equal(vm?.state, 'running');
      assert.equal(vm.hasNat, true);
      assert.deepEqual(vm.hostOnly, { kind: 'adapter', name: 'vboxnet0' });
      assert.deepEqual(vm.natRules, [
        { name: 'ssh', protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 49417, guestIp: '', guestPort: 22 },
      ]);
    });

    test('states are told apart', async () => {
      for (const [word, state] of [
        ['paused', 'paused'],
        ['poweroff', 'off'],
        ['saved', 'saved'],
        ['aborted', 'crashed'],
        ['starting', 'changing'],
        ['of-a-later-version', 'unknown'],
      ] as const) {
        const world = vboxWorld({ vms: new Map([['default', vboxVm({ state: word })]]) });
        const vm = valueOf(await open(world).readVm('default'));
        assert.deepEqual([vm?.state, vm?.rawState], [state, word]);
      }
    });

    test('a VM nobody knows is missing, which is no error', async () => {
      assert.equal(valueOf(await open(vboxWorld()).readVm('other'))?.state, 'missing');
    });

    test('a name that breaks the grammar is never passed on', async () => {
      for (const name of ['--help', '', 'a b', '../x', 'a;b', 'a\nb'])
        assert.equal((await open(vboxWorld()).readVm(name)).kind, 'unreadable');
    });

    test('host-only adapters and networks come as one list; only an adapter tells its own address', async () => {
      const world = vboxWorld({
        hostOnly: {
          adapters: [
            { name: 'vboxnet0', address: '192.168.99.1', netmask: '255.255.255.0', up: true },
            { name: 'vboxnet1', address: '0.0.0.0', netmask: '0.0.0.0', up: false },
          ],
          networks: [
            {
              name: 'docker net',
              netmask: '255.255.255.0',
              lower: '192.168.59.100',
              upper: '192.168.59.254',
              enabled: true,
            },
          ],
        },
      });
      const networks = valueOf(await open(world).readHostOnlyNetworks()) ?? [];
      assert.deepEqual(
        networks.map(({ kind, name, network, hostAddress }) => [
          kind,
          name,
          formatCidr(network),
          hostAddress,
        ]),
        [
          ['adapter', 'vboxnet0', '192.168.99.0/24', '192.168.99.1'],
          ['network', 'docker net', '192.168.59.0/24', undefined],
        ],
      );
    });

    test('a version that knows no host-only networks is read all the same, again and again', async () => {
      const hypervisor = open(vboxWorld());
      await hypervisor.readHostOnlyNetworks();
      assert.equal(valueOf(await hypervisor.readHostOnlyNetworks())?.length, 1);
    });

    for (const state of ['running', 'paused', 'poweroff', 'saved', 'aborted'])
      test(`a rule is added to and removed from a VM that is ${state}`, async () => {
        const told: string[] = [];
        const world = vboxWorld({
          vms: new Map([['default', vboxVm({ state })]]),
          onNatRule: (change) => told.push(`${change.kind} ${change.rule.name}`),
        });
        const hypervisor = open(world);
        assert.deepEqual(await hypervisor.addNatRule('default', rule), { kind: 'done' });
        assert.deepEqual(names(world), ['ssh', 'fairlead-docker']);
        assert.deepEqual(valueOf(await hypervisor.readVm('default'))?.natRules.at(-1), rule);
        assert.deepEqual(await hypervisor.removeNatRule('default', rule.name), { kind: 'done' });
        assert.deepEqual(names(world), ['ssh']);
        assert.deepEqual(told, ['added fairlead-docker', 'removed fairlead-docker']);
      });

    test('a VM in the middle of a change is left alone', async () => {
      const world = vboxWorld({ vms: new Map([['default', vboxVm({ state: 'starting' })]]) });
      assert.match(reasonOf(await open(world).addNatRule('default', rule)), /starting/);
      assert.deepEqual(names(world), ['ssh']);
    });

    test('adding twice and removing twice are done', async () => {
      const hypervisor = open(vboxWorld());
      for (let turn = 0; turn < 2; turn += 1)
        assert.equal((await hypervisor.addNatRule('default', rule)).kind, 'done');
      for (let turn = 0; turn < 2; turn += 1)
        assert.equal((await hypervisor.removeNatRule('default', rule.name)).kind, 'done');
    });

    test('a rule of another name with the same target serves as well', async () => {
      const world = vboxWorld({
        vms: new Map([['default', vboxVm({ rules: [{ ...rule, name: 'dockerdaemon' }] })]]),
      });
      assert.equal((await open(world).addNatRule('default', rule)).kind, 'done');
      assert.deepEqual(names(world), ['dockerdaemon']);
    });

    test('a rule in the way is named', async () => {
      for (const other of [
        { ...rule, hostPort: 4000 },
        { ...rule, name: 'web', guestPort: 80 },
      ]) {
        const world = vboxWorld({ vms: new Map([['default', vboxVm({ rules: [other] })]]) });
        const result = await open(world).addNatRule('default', rule);
        assert.equal(result.kind, 'failed');
        assert.match(reasonOf(result), new RegExp(other.name));
      }
    });

    test('the same port at another host address is no conflict', async () => {
      const other = { ...rule, name: 'web', hostIp: '10.1.2.3', guestPort: 80 };
      const world = vboxWorld({ vms: new Map([['default', vboxVm({ rules: [other] })]]) });
      assert.equal((await open(world).addNatRule('default', rule)).kind, 'done');
    });

    test('rules that are not ours to make are refused', async () => {
      const world = vboxWorld();
      for (const change of [
        { name: 'a,b' },
        { name: '-x' },
        { name: '' },
        { hostIp: '0.0.0.0' },
        { hostIp: '' },
        { guestIp: '10.0.2.15' },
        { hostPort: 0 },
        { guestPort: 65_536 },
      ])
        assert.equal((await open(world).addNatRule('default', { ...rule, ...change })).kind, 'failed');
      assert.deepEqual(names(world), ['ssh']);
    });

    test('only rules under our own name are ever removed', async () => {
      const world = vboxWorld();
      assert.equal((await open(world).removeNatRule('default', 'ssh')).kind, 'failed');
      assert.deepEqual(names(world), ['ssh']);
    });

    test('a VM that is gone, and one without NAT, can have no forward', async () => {
      const world = vboxWorld({ vms: new Map([['default', vboxVm({ nic1: 'bridged' })]]) });
      assert.equal(valueOf(await open(world).readVm('default'))?.hasNat, false);
      assert.equal((await open(world).addNatRule('default', rule)).kind, 'failed');
      assert.equal((await open(world).addNatRule('gone', rule)).kind, 'failed');
      assert.equal((await open(world).removeNatRule('gone', rule.name)).kind, 'done');
    });

    test('an adapter is given its address again, unless VirtualBox forbids the range', async () => {
      const adapters = [{ name: 'vboxnet0', address: '0.0.0.0', netmask: '0.0.0.0', up: false }];
      const network = parseCidr('192.168.99.0/24');
      assert.ok(network);
      const adapter = {
        kind: 'adapter',
        name: 'vboxnet0',
        network,
        hostAddress: '192.168.99.1',
        up: false,
      } as const;
      const forbidden = vboxWorld({ hostOnly: { adapters }, rangeRule: true });
      assert.equal((await open(forbidden).restoreHostAddress(adapter)).kind, 'refused');
      const world = vboxWorld({ hostOnly: { adapters } });
      assert.equal((await open(world).restoreHostAddress(adapter)).kind, 'done');
      assert.deepEqual(adapters, [
        { name: 'vboxnet0', address: '192.168.99.1', netmask: '255.255.255.0', up: true },
      ]);
      const unnamed = await open(world).restoreHostAddress({ ...adapter, kind: 'network' });
      assert.equal(unnamed.kind, 'failed');
    });
  });
}
