/** VirtualBox's own view, as VBoxManage 6.1 prints it. Values are not escaped, as in the original. */
import { formatIpv4, maskOf } from '../../../app/route/cidr.ts';
import type { NatRule, VmState } from '../../../app/ports.ts';
import type { StageInterface } from '../interfaces.ts';
import type { StageVm } from '../vm.ts';

const words: Readonly<Record<VmState, string>> = {
  running: 'running',
  paused: 'paused',
  off: 'poweroff',
  saved: 'saved',
  changing: 'starting',
  crashed: 'aborted',
  missing: 'poweroff',
  unknown: 'teleporting',
};

export function renderShowVmInfo(vm: StageVm): string {
  const lines = [
    `name="${vm.name}"`,
    'groups="/"',
    'ostype="Linux 2.6 / 3.x / 4.x (64-bit)"',
    `UUID="${vm.uuid}"`,
    `LogFldr="${vm.logFolder}"`,
    'memory=1024',
    'cpus=1',
    `VMState="${words[vm.state]}"`,
    'VMStateChangeTime="2016-05-10T09:00:00.000000000"',
    'natnet1="nat"',
    'macaddress1="080027A1B2C3"',
    'cableconnected1="on"',
    'nic1="nat"',
    'nictype1="82540EM"',
    'nicspeed1="0"',
    'mtu="0"',
    ...[...vm.natRules]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((rule, index) => `Forwarding(${index})="${formatRule(rule)}"`),
    `hostonlyadapter2="${vm.adapter}"`,
    'macaddress2="0800270A0B0C"',
    'cableconnected2="on"',
    'nic2="hostonly"',
    'nictype2="82540EM"',
    'nicspeed2="0"',
    'nic3="none"',
    'nic4="none"',
    'description=""',
  ];
  return `${lines.join('\n')}\n`;
}

export function formatRule({ name, protocol, hostIp, hostPort, guestIp, guestPort }: NatRule): string {
  return [name, protocol, hostIp, hostPort, guestIp, guestPort].join(',');
}

export function renderVms(vms: readonly StageVm[]): string {
  return vms.map(({ name, uuid }) => `"${name}" {${uuid}}\n`).join('');
}

export function renderHostOnlyAdapters(adapters: readonly StageInterface[]): string {
  return adapters.map(renderAdapter).join('\n');
}

function renderAdapter(adapter: StageInterface): string {
  const { address, length } = adapter.address ?? { address: 0, length: 0 };
  const number = adapter.index.toString(16).padStart(2, '0');
  const pairs: readonly (readonly [string, string])[] = [
    ['Name', adapter.name],
    ['GUID', `786f6276-656e-40${number}-8000-0a00270000${number}`],
    ['DHCP', 'Disabled'],
    ['IPAddress', formatIpv4(address)],
    ['NetworkMask', formatIpv4(maskOf(length))],
    ['IPV6Address', ''],
    ['IPV6NetworkMaskPrefixLength', '0'],
    ['HardwareAddress', adapter.ether ?? ''],
    ['MediumType', 'Ethernet'],
    ['Wireless', 'No'],
    ['Status', adapter.up ? 'Up' : 'Down'],
    ['VBoxNetworkName', `HostInterfaceNetworking-${adapter.name}`],
  ];
  return pairs.map(([key, value]) => `${`${key}:`.padEnd(16)} ${value}\n`).join('');
}
