/** The texts VBoxManage prints, written from the same world. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { NatRule } from '../ports.ts';
import type { VBoxAdapter, VBoxDhcpServer, VBoxMade, VBoxNetwork, VBoxVm } from './vbox-world.ts';

export function showVmInfo(name: string, vm: VBoxVm): string {
  const key = vm.hostOnly?.kind === 'network' ? 'hostonly-network2' : 'hostonlyadapter2';
  const nic2 = vm.hostOnly?.kind === 'network' ? 'hostonlynetwork' : 'hostonly';
  return [
    `name="${name}"`,
    'groups="/"',
    'ostype="Linux 2.6 / 3.x / 4.x (64-bit)"',
    `UUID="${uuid(name)}"`,
    ...(vm.made === undefined ? [] : [`CfgFile="${vm.made.settingsFile}"`]),
    ...(vm.logFolder === undefined ? [] : [`LogFldr="${vm.logFolder}"`]),
    `memory=${vm.made?.settings.get('memory') ?? '1024'}`,
    `cpus=${vm.made?.settings.get('cpus') ?? '1'}`,
    `VMState="${vm.state}"`,
    `VMStateChangeTime="${(vm.changedAt ?? '2016-05-10T09:00:00.000').replace('Z', '')}000000"`,
    ...(vm.session === undefined ? [] : [`SessionName="${vm.session}"`]),
    ...(vm.made === undefined ? ['"SATA-0-0"="none"'] : mediaLines(vm.made)),
    ...(vm.nic1 === 'nat' ? ['natnet1="nat"'] : []),
    `macaddress1="${macOf(name, 1)}"`,
    `nic1="${vm.nic1}"`,
    `nictype1="${vm.made?.settings.get('nictype1') ?? '82540EM'}"`,
    'mtu="0"',
    ...(vm.nic1 === 'nat' ? vm.rules : []).map((rule, index) => `Forwarding(${index})="${ruleText(rule)}"`),
    ...(vm.hostOnly === undefined ? [] : [`${key}="${vm.hostOnly.name}"`, `macaddress2="${macOf(name, 2)}"`]),
    `nic2="${vm.hostOnly === undefined ? 'none' : nic2}"`,
    'nic3="none"',
    'vrde="off"',
    'vrdeproperty[TCP/Ports]=<not set>',
    ...[...(vm.made?.folders ?? [])].flatMap(([folder, host], index) => [
      `SharedFolderNameMachineMapping${index + 1}="${folder}"`,
      `SharedFolderPathMachineMapping${index + 1}="${host}"`,
    ]),
    '',
  ].join('\n');
}

function mediaLines({ controllers, media }: VBoxMade): readonly string[] {
  const named = controllers.flatMap((controller, index) => [
    `storagecontrollername${index}="${controller}"`,
    `storagecontrollertype${index}="IntelAhci"`,
    `storagecontrollerportcount${index}="30"`,
    `storagecontrollerbootable${index}="on"`,
  ]);
  const slots = controllers.flatMap((controller) =>
    Array.from({ length: 30 }, (_, port) => {
      const slot = `${controller}-${port}-0`;
      const medium = media.get(slot);
      if (medium === undefined) return [`"${slot}"="none"`];
      return [
        `"${slot}"="${medium.file}"`,
        `"${controller}-ImageUUID-${port}-0"="${uuid(medium.file)}"`,
        ...(medium.type === 'dvddrive'
          ? [`"${controller}-tempeject"="off"`, `"${controller}-IsEjected"="off"`]
          : []),
      ];
    }).flat(),
  );
  return [...named, ...slots];
}

/** MAC address of one of a VM's network cards, as VBoxManage prints it: twelve digits without colons. */
export function macOf(name: string, nic: 1 | 2): string {
  return `080027${digest(`${name} ${nic}`).slice(0, 6).toUpperCase()}`;
}

/** `list dhcpservers`; VirtualBox 6.1 gave the lines other names, which docker-machine does not know. */
export function dhcpRecord(server: VBoxDhcpServer, version: string): string {
  const enabled = ['Enabled', server.enabled ? 'Yes' : 'No'] as const;
  const mask = ['NetworkMask', server.netmask] as const;
  const name = ['NetworkName', server.network] as const;
  if (/^([1-5]\.|6\.0)/.test(version))
    return record([
      name,
      ['IP', server.address],
      mask,
      ['lowerIPAddress', server.lower],
      ['upperIPAddress', server.upper],
      enabled,
    ]);
  const known = record([
    name,
    ['Dhcpd IP', server.address],
    ['LowerIPAddress', server.lower],
    ['UpperIPAddress', server.upper],
    mask,
    enabled,
  ]);
  return `${known}Global Configuration:
    minLeaseTime:     default
    defaultLeaseTime: default
    maxLeaseTime:     default
    Forced options:   None
    Suppressed opts.: None
        1/legacy: ${server.netmask}
Groups:               None
Individual Configs:   None
`;
}

export function hostInfo(): string {
  const count = availableParallelism();
  return `Host Information:

Host time: ${new Date().toISOString().replace('Z', '000000Z')}
Processor online count: ${count}
Processor count: ${count}
Processor online core count: ${count}
Processor core count: ${count}
Processor supports HW virtualization: yes
Processor supports PAE: yes
Processor supports long mode: yes
Processor supports nested paging: yes
`;
}

export function adapterRecord(adapter: VBoxAdapter): string {
  return record([
    ['Name', adapter.name],
    ['GUID', `786f6276-656e-4074-8000-0a00270000${numberOf(adapter.name)}`],
    ['DHCP', 'Disabled'],
    ['IPAddress', adapter.address],
    ['NetworkMask', adapter.netmask],
    ['IPV6Address', ''],
    ['IPV6NetworkMaskPrefixLength', '0'],
    ['HardwareAddress', `0a:00:27:00:00:${numberOf(adapter.name)}`],
    ['MediumType', 'Ethernet'],
    ['Status', adapter.up ? 'Up' : 'Down'],
    ['VBoxNetworkName', `HostInterfaceNetworking-${adapter.name}`],
  ]);
}

/** Of `vboxnet3`, as two digits. */
function numberOf(adapter: string): string {
  return Number(/\d+$/.exec(adapter)?.[0] ?? 0)
    .toString(16)
    .padStart(2, '0');
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
  return digest(name)
    .slice(0, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
