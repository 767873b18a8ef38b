import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { formatCidr } from '../../route/cidr.ts';
import { explain } from './explain.ts';
import { netmask, parseHostOnlyAdapters, parseHostOnlyNetworks } from './host-only.ts';
import { candidatePaths, locate } from './locate.ts';
import { lastRedirectFailure } from './redirect-log.ts';
import { parseVersion } from './version.ts';

suite('host-only lists', () => {
  const adapter = (name: string, address: string, mask: string): string =>
    `Name:            ${name}\nGUID:            1\nDHCP:            Disabled\nIPAddress:       ${address}\nNetworkMask:     ${mask}\nIPV6Address:\nStatus:          Down\nVBoxNetworkName: HostInterfaceNetworking-${name}\n\n`;

  test('records without blank lines between them, and masks with holes or none', () => {
    const output = [
      adapter('vboxnet0', '10.7.0.1', '255.255.252.0').trimEnd(),
      adapter('vboxnet1', '192.168.99.1', '255.0.255.0'),
      adapter('vboxnet2', '', ''),
      adapter('vboxnet3', '192.168.56.1', '0.0.0.0'),
    ].join('\n');
    assert.deepEqual(
      parseHostOnlyAdapters(output).map(({ name, network, up }) => [name, formatCidr(network), up]),
      [['vboxnet0', '10.7.0.0/22', false]],
    );
  });

  test('a network record has an empty line inside', () => {
    const output =
      'Name:            a: b\nGUID:            1\n\nState:           Disabled\nNetworkMask:     255.255.255.0\nLowerIP:         192.168.61.0\nUpperIP:         192.168.61.0\n';
    assert.deepEqual(
      parseHostOnlyNetworks(output).map(({ name, network, up }) => [name, formatCidr(network), up]),
      [['a: b', '192.168.61.0/24', false]],
    );
  });

  test('any text is read without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseHostOnlyAdapters(text);
        parseHostOnlyNetworks(`Name: x\n${text}`);
        explain(text);
        lastRedirectFailure(text, 2376);
        parseVersion(text);
      }),
    );
  });

  test('netmasks are written out', () => {
    assert.equal(netmask({ address: 0, length: 22 }), '255.255.252.0');
  });
});

suite('complaints', () => {
  for (const [stderr, complaint] of [
    [
      "VBoxManage: error: Could not find a registered machine named 'x'\nVBoxManage: error: Details: code VBOX_E_OBJECT_NOT_FOUND",
      'no-vm',
    ],
    ["VBoxManage: error: Machine 'default' is not currently running.\n", 'not-running'],
    ["VBoxManage: error: The machine 'dev' is already locked for a session (or being unlocked)", 'locked'],
    [
      'VBoxManage: error: Code E_ACCESSDENIED\nVBoxManage: error: Context: "EnableStaticIPConfig(…)" at line 242',
      'range-refused',
    ],
    ['VBoxManage: error: Unknown subcommand "hostonlynets".', 'unknown-command'],
    ['', 'other'],
  ] as const)
    test(`${complaint}: ${stderr.slice(0, 50)}`, () => assert.equal(explain(stderr).complaint, complaint));

  test('the sentence is the first error without its prefix', () => {
    assert.equal(
      explain('a warning\nVBoxManage: error: It broke\nVBoxManage: error: Details: x').sentence,
      'It broke',
    );
  });
});

suite('VBox.log', () => {
  const failed = 'NAT: Failed to redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376 (Address already in use)';
  const set = 'NAT: Set redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376';
  test('a failure counts until a later success', () => {
    assert.equal(lastRedirectFailure(`${set}\n${failed}`, 2376), 'Address already in use');
    assert.equal(lastRedirectFailure(`${failed}\n${set}`, 2376), undefined);
  });
  test('other ports and protocols are others', () => {
    assert.equal(lastRedirectFailure(failed.replace('TCP', 'UDP'), 2376), undefined);
    assert.equal(lastRedirectFailure(failed.replace(':2376 ->', ':12376 ->'), 2376), undefined);
  });
});

test('versions with warnings before and distribution marks behind', () => {
  assert.equal(
    parseVersion('WARNING: The vboxdrv kernel module is not loaded.\n7.0.14_Ubuntur161095\n'),
    '7.0.14',
  );
  assert.equal(parseVersion('6.1.32r149290'), '6.1.32');
  assert.equal(parseVersion('no version'), undefined);
});

test('VBoxManage is looked for where a bare $PATH does not lead', async () => {
  assert.deepEqual(candidatePaths('/opt/vb', '/bin'), ['/opt/vb']);
  const paths = candidatePaths('', '.:/opt/bin::/usr/bin');
  assert.deepEqual(paths.slice(0, 3), [
    '/usr/local/bin/VBoxManage',
    '/Applications/VirtualBox.app/Contents/MacOS/VBoxManage',
    '/opt/bin/VBoxManage',
  ]);
  assert.ok(paths.every((each) => each.startsWith('/')));
  assert.equal(await locate(['/nonexistent', '/', process.execPath]), process.execPath);
});
