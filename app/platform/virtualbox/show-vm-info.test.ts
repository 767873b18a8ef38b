import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import type { NatRule, VmView } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import { parseShowVmInfo } from './show-vm-info.ts';

const parse = (...lines: string[]): VmView | undefined =>
  valueOf(parseShowVmInfo(['VMState="running"', ...lines, ''].join('\n')));

suite('showvminfo --machinereadable', () => {
  test('a state that is a word of JavaScript is an unknown state', () => {
    for (const word of ['constructor', '__proto__', 'toString'])
      assert.equal(valueOf(parseShowVmInfo(`VMState="${word}"\n`))?.state, 'unknown');
  });

  test('NAT rules of every form VirtualBox prints', () => {
    const vm = parse(
      'nic1="nat"',
      'Forwarding(0)="ssh,tcp,127.0.0.1,49417,,22"',
      'Forwarding(1)="open,udp,,53,10.0.2.15,53"',
      'Forwarding(2)="no-guest-port,tcp,,8080,,"',
      'Forwarding(3)="a, b,tcp,127.0.0.1,1,,2"',
      'Forwarding(4)="broken"',
      'Forwarding(5)="x,sctp,,1,,2"',
      'Forwarding(6)="x,tcp,,99999,,2"',
      'nic2="none"',
    );
    assert.deepEqual(
      vm?.natRules.map((rule) => [
        rule.name,
        rule.protocol,
        rule.hostIp,
        rule.hostPort,
        rule.guestIp,
        rule.guestPort,
      ]),
      [
        ['ssh', 'tcp', '127.0.0.1', 49417, '', 22],
        ['open', 'udp', '', 53, '10.0.2.15', 53],
        ['no-guest-port', 'tcp', '', 8080, '', 0],
        ['a, b', 'tcp', '127.0.0.1', 1, '', 2],
      ],
    );
  });

  test('only the rules of NIC 1 count', () => {
    const vm = parse('nic1="hostonly"', 'nic2="nat"', 'Forwarding(0)="web,tcp,,80,,80"', 'nic3="none"');
    assert.deepEqual([vm?.hasNat, vm?.natRules], [false, []]);
  });

  test('the lowest host-only NIC counts, adapter or network', () => {
    assert.deepEqual(parse('hostonlyadapter3="vboxnet1"', 'hostonlyadapter2="vboxnet0"')?.hostOnly, {
      kind: 'adapter',
      name: 'vboxnet0',
    });
    assert.deepEqual(parse('hostonly-network2="my "net""', 'nic2="hostonlynetwork"')?.hostOnly, {
      kind: 'network',
      name: 'my "net"',
    });
    assert.equal(parse('nic2="none"')?.hostOnly, undefined);
  });

  test('a description cannot pass for facts', () => {
    const vm = parse(
      'LogFldr="/vm/Logs"',
      'nic1="nat"',
      'nic2="none"',
      'description="mine',
      'VMState="poweroff"',
      'LogFldr="/etc"',
      'nic1="none"',
      'Forwarding(0)="evil,tcp,127.0.0.1,2376,,2376"',
      '"',
    );
    assert.deepEqual([vm?.state, vm?.logFolder, vm?.hasNat, vm?.natRules], ['running', '/vm/Logs', true, []]);
  });

  test('a VM without a state, and one that is inaccessible, cannot be read', () => {
    assert.equal(parseShowVmInfo('').kind, 'unreadable');
    assert.match(JSON.stringify(parseShowVmInfo('name="<inaccessible>"\n')), /calls the VM inaccessible/);
  });

  test('Windows line ends are taken', () => {
    assert.equal(valueOf(parseShowVmInfo('VMState="saved"\r\nnic1="nat"\r\n'))?.state, 'saved');
  });

  test('any text is read without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) =>
        ['read', 'unreadable'].includes(parseShowVmInfo(text).kind),
      ),
    );
  });

  test('every rule comes back as it was printed', () => {
    const port = fc.integer({ min: 1, max: 65_535 });
    const rule: fc.Arbitrary<NatRule> = fc.record(
      {
        name: fc.stringMatching(/^[^\r\n"]{1,20}$/),
        protocol: fc.constantFrom('tcp', 'udp'),
        hostIp: fc.constantFrom('', '127.0.0.1', '0.0.0.0'),
        hostPort: port,
        guestIp: fc.constantFrom('', '10.0.2.15'),
        guestPort: port,
      },
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 5 }), (rules) => {
        const lines = rules.map(
          (each, index) =>
            `Forwarding(${index})="${each.name},${each.protocol},${each.hostIp},${each.hostPort},${each.guestIp},${each.guestPort}"`,
        );
        assert.deepEqual(parse('nic1="nat"', ...lines)?.natRules, rules);
      }),
    );
  });
});
