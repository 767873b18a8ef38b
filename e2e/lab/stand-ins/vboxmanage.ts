import type { Adapter, Rule, VirtualBox, Vm } from '../virtualbox.ts';
import { VirtualBoxError } from '../virtualbox.ts';

export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Carries out one VBoxManage command line in the forms of VirtualBox 6.1. */
export async function vboxmanage(box: VirtualBox, words: readonly string[]): Promise<Printed> {
  try {
    return { exitCode: 0, stdout: await carryOut(box, words), stderr: '' };
  } catch (error) {
    if (!(error instanceof VirtualBoxError)) throw error;
    return { exitCode: 1, stdout: '', stderr: `${error.lines.join('\n')}\n` };
  }
}

async function carryOut(box: VirtualBox, words: readonly string[]): Promise<string> {
  const [verb = '', ...rest] = words;
  const [first = '', ...more] = rest;
  switch (verb) {
    case '--version':
    case '-v':
      return '6.1.50r161033\n';
    case 'list':
      return list(box, first);
    case 'showvminfo':
      return showVm(box.find(rest.find((word) => !word.startsWith('-')) ?? ''));
    case 'startvm':
      await box.start(first);
      return `Waiting for VM "${first}" to power on...\nVM "${first}" has been successfully started.\n`;
    case 'controlvm':
      await controlVm(box, box.find(first), more);
      return '';
    case 'modifyvm':
      await modifyVm(box, box.find(first), more);
      return '';
    case 'hostonlyif':
      if (first === 'ipconfig' && more[1] === '--ip')
        await box.configureAdapter(more[0] ?? '', more[2] ?? '');
      return '';
    default:
      throw new VirtualBoxError(`Invalid command '${verb}'`);
  }
}

async function controlVm(box: VirtualBox, vm: Vm, words: readonly string[]): Promise<void> {
  if (vm.state === 'poweroff') throw new VirtualBoxError(`Machine '${vm.name}' is not currently running`);
  const [verb = '', ...rest] = words;
  switch (verb) {
    case 'poweroff':
    case 'acpipowerbutton':
      return box.powerOff(vm.name);
    case 'pause':
    case 'resume':
      box.pause(vm.name, verb === 'pause');
      return;
    case 'natpf1':
      return natRule(box, vm, rest);
    default:
      throw new VirtualBoxError(`Invalid parameter '${verb}'`);
  }
}

async function modifyVm(box: VirtualBox, vm: Vm, words: readonly string[]): Promise<void> {
  if (vm.state !== 'poweroff')
    throw new VirtualBoxError(
      `The machine '${vm.name}' is already locked for a session (or being unlocked)`,
      'Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine, callee nsISupports',
    );
  if (words[0] === '--natpf1') await natRule(box, vm, words.slice(1));
}

function natRule(box: VirtualBox, vm: Vm, words: readonly string[]): Promise<void> {
  if (words[0] === 'delete') {
    box.removeRule(vm.name, words[1] ?? '');
    return Promise.resolve();
  }
  const [name = '', protocol = '', hostIp = '', hostPort = '', guestIp = '', guestPort = ''] = (
    words[0] ?? ''
  ).split(',');
  if (!['tcp', 'udp'].includes(protocol) || !/^\d+$/.test(hostPort) || !/^\d+$/.test(guestPort))
    throw new VirtualBoxError(`Invalid port-forward rule '${words[0] ?? ''}'`);
  const rule = { name, protocol, hostIp, hostPort: Number(hostPort), guestIp, guestPort: Number(guestPort) };
  return box.addRule(vm.name, rule);
}

function list(box: VirtualBox, what: string): string {
  const vms = [...box.vms.values()];
  const lines = (some: readonly Vm[]): string => some.map((vm) => `"${vm.name}" {${vm.uuid}}\n`).join('');
  switch (what) {
    case 'vms':
      return lines(vms);
    case 'runningvms':
      return lines(vms.filter((vm) => vm.state !== 'poweroff'));
    case 'hostonlyifs':
      return [...box.adapters.values()].map((adapter, index) => hostOnlyIf(adapter, { index, vms })).join('');
    case 'hostonlynets':
    case 'dhcpservers':
      return '';
    default:
      throw new VirtualBoxError(`Unknown subcommand "${what}"`);
  }
}

function hostOnlyIf(adapter: Adapter, { index, vms }: { index: number; vms: readonly Vm[] }): string {
  const up = vms.some((vm) => vm.adapter === adapter.name && vm.state !== 'poweroff');
  const fields: readonly (readonly [string, string])[] = [
    ['Name', adapter.name],
    ['GUID', `786f6276-656e-4${index}74-8000-0a0027000000`],
    ['DHCP', 'Disabled'],
    ['IPAddress', adapter.address],
    ['NetworkMask', '255.255.255.0'],
    ['IPV6Address', ''],
    ['IPV6NetworkMaskPrefixLength', '0'],
    ['HardwareAddress', `0a:00:27:00:00:0${index}`],
    ['MediumType', 'Ethernet'],
    ['Wireless', 'No'],
    ['Status', up ? 'Up' : 'Down'],
    ['VBoxNetworkName', `HostInterfaceNetworking-${adapter.name}`],
  ];
  return `${fields.map(([key, text]) => `${`${key}:`.padEnd(16)} ${text}`).join('\n')}\n\n`;
}

function showVm(vm: Vm): string {
  const rules = vm.rules.map((rule, index) => `Forwarding(${index})="${ruleText(rule)}"`);
  return `${[
    `name="${vm.name}"`,
    'groups="/"',
    'ostype="Linux 2.6 / 3.x / 4.x (64-bit)"',
    `UUID="${vm.uuid}"`,
    'memory=1024',
    'cpus=1',
    `VMState="${vm.state}"`,
    `VMStateChangeTime="${vm.changedAt.toISOString().replace('Z', '000000')}"`,
    'natnet1="nat"',
    'macaddress1="080027A1B2C3"',
    'cableconnected1="on"',
    'nic1="nat"',
    'nictype1="82540EM"',
    'mtu="0"',
    ...rules,
    `hostonlyadapter2="${vm.adapter}"`,
    'macaddress2="080027D4E5F6"',
    'cableconnected2="on"',
    'nic2="hostonly"',
    'nictype2="82540EM"',
    ...['3', '4', '5', '6', '7', '8'].map((number) => `nic${number}="none"`),
  ].join('\n')}\n`;
}

function ruleText(rule: Rule): string {
  return [rule.name, rule.protocol, rule.hostIp, rule.hostPort, rule.guestIp, rule.guestPort].join(',');
}
