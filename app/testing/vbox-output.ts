/** The texts VBoxManage prints, written from the same world. */
import type { NatRule } from '../ports.ts';
import type { VBoxAdapter, VBoxNetwork, VBoxVm } from './vbox-world.ts';

export function showVmInfo(name: string, vm: VBoxVm): string {
  const key = vm.hostOnly?.kind === 'network' ? 'hostonly-network2' : 'hostonlyadapter2';
  const nic2 = vm.hostOnly?.kind === 'network' ? 'hostonlynetwork' : 'hostonly';
  return [
    `name="${name}"`,
    'groups="/"',
    'ostype="Linux 2.6 / 3.x / 4.x (64-bit)"',
    `UUID="${uuid(name)}"`,
    ...(vm.logFolder === undefined ? [] : [`LogFldr="${vm.logFolder}"`]),
    'memory=1024',
    `VMState="${vm.state}"`,
    'VMStateChangeTime="2016-05-10T09:00:00.000000000"',
    '"SATA-0-0"="none"',
    ...(vm.nic1 === 'nat' ? ['natnet1="nat"'] : []),
    'macaddress1="080027AA0001"',
    `nic1="${vm.nic1}"`,
    'nictype1="82540EM"',
    'mtu="0"',
    ...(vm.nic1 === 'nat' ? vm.rules : []).map((rule, index) => `Forwarding(${index})="${ruleText(rule)}"`),
    ...(vm.hostOnly === undefined ? [] : [`${key}="${vm.hostOnly.name}"`, 'macaddress2="080027AA0002"']),
    `nic2="${vm.hostOnly === undefined ? 'none' : nic2}"`,
    'nic3="none"',
    'vrde="off"',
    'vrdeproperty[TCP/Ports]=<not set>',
    '',
  ].join('\n');
}

export function adapterRecord(adapter: VBoxAdapter): string {
  return record([
    ['Name', adapter.name],
    ['GUID', '786f6276-656e-4074-8000-0a0027000000'],
    ['DHCP', 'Disabled'],
    ['IPAddress', adapter.address],
    ['NetworkMask', adapter.netmask],
    ['IPV6Address', ''],
    ['IPV6NetworkMaskPrefixLength', '0'],
    ['HardwareAddress', '0a:00:27:00:00:00'],
    ['MediumType', 'Ethernet'],
    ['Status', adapter.up ? 'Up' : 'Down'],
    ['VBoxNetworkName', `HostInterfaceNetworking-${adapter.name}`],
  ]);
}

export function networkRecord(network: VBoxNetwork): string {
  const head = record([
    ['Name', network.name],
    ['GUID', '0f000000-0000-4000-8000-000000000001'],
  ]);
  const tail = record([
    ['State', network.enabled ? 'Enabled' : 'Disabled'],
    ['NetworkMask', network.netmask],
    ['LowerIP', network.lower],
    ['UpperIP', network.upper],
    ['VBoxNetworkName', `hostonly-${network.name}`],
  ]);
  return `${head}\n${tail}`;
}

function record(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([key, value]) => `${`${key}:`.padEnd(16)} ${value}\n`).join('');
}

function ruleText(rule: NatRule): string {
  return [rule.name, rule.protocol, rule.hostIp, rule.hostPort, rule.guestIp, rule.guestPort].join(',');
}

/** The same name always has the same identifier. */
export function uuid(name: string): string {
  return Buffer.from(name.padEnd(16, '-'))
    .toString('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
