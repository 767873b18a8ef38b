/**
 * VBoxManage as far as docker-machine and Fairlead use it, with the errors that VirtualBox 6.1 prints. The
 * commands that only read have their answers ready in files; these are the others.
 */
import type { NatRule } from '../../app/ports.ts';
import { parseIpv4, lengthOfMask } from '../../app/route/cidr.ts';
import { type Outcome, printed } from './outcome.ts';
import { renderShowVmInfo } from './render/show-vm-info.ts';
import type { StageVm } from './vm.ts';
import { connectedRow, type World } from './world.ts';
import { networkOf } from './interfaces.ts';

export function runVBoxManage(world: World, argv: readonly string[]): Outcome {
  const [verb, name = '', ...rest] = argv;
  if (verb === 'hostonlyif') return hostOnlyInterface(world, [name, ...rest]);
  if (verb === 'list') return syntax(`Unknown subcommand "${name}".`);
  if (verb !== 'showvminfo' && verb !== 'controlvm' && verb !== 'modifyvm')
    return syntax(`Invalid command '${verb ?? ''}'`);
  const vm = [...world.vms.values()].find((one) => one.name === name || one.uuid === name);
  if (vm === undefined)
    return complain(`Could not find a registered machine named '${name}'`, {
      code: 'VBOX_E_OBJECT_NOT_FOUND (0x80bb0001)',
      component: 'VirtualBoxWrap',
      interface: 'IVirtualBox',
    });
  if (verb === 'showvminfo') return printed(renderShowVmInfo(vm));
  return verb === 'controlvm' ? control(world, vm, rest) : modify(world, vm, rest);
}

function control(world: World, vm: StageVm, rest: readonly string[]): Outcome {
  if (vm.state !== 'running' && vm.state !== 'paused')
    return {
      exitCode: 1,
      stdout: '',
      stderr: `VBoxManage: error: Machine '${vm.name}' is not currently running\n`,
    };
  return rest[0] === 'natpf1'
    ? natRule(world, vm, rest.slice(1))
    : syntax(`Unknown option: ${rest[0] ?? ''}`);
}

function modify(world: World, vm: StageVm, rest: readonly string[]): Outcome {
  if (vm.state === 'running' || vm.state === 'paused' || vm.state === 'changing')
    return complain(`The machine '${vm.name}' is already locked for a session (or being unlocked)`, {
      code: 'VBOX_E_INVALID_OBJECT_STATE (0x80bb0007)',
      component: 'MachineWrap',
      interface: 'IMachine',
    });
  return rest[0] === '--natpf1'
    ? natRule(world, vm, rest.slice(1))
    : syntax(`Unknown option: ${rest[0] ?? ''}`);
}

function natRule(world: World, vm: StageVm, [first = '', second = '']: readonly string[]): Outcome {
  world.counters.natChanges += 1;
  if (first === 'delete') {
    const rule = vm.natRules.find(({ name }) => name === second);
    if (rule === undefined) return invalid('One or more arguments are invalid (extended info not available)');
    world.change(`VirtualBox removes the NAT rule ${second}`, () => {
      vm.natRules = vm.natRules.filter((one) => one !== rule);
    });
    return printed('');
  }
  const rule = parseRule(first);
  if (typeof rule === 'string') return rule === '' ? syntax('Not enough parameters') : invalid(rule);
  if (vm.natRules.some(({ name }) => name === rule.name))
    return invalid('A NAT rule of this name already exists');
  if (vm.natRules.some((one) => one.hostPort === rule.hostPort && one.hostIp === rule.hostIp))
    return invalid('A NAT rule for this host port and this host IP already exists');
  world.change(`VirtualBox adds the NAT rule ${rule.name}`, () => vm.natRules.push(rule));
  return printed('');
}

/** `name,tcp,127.0.0.1,2376,,2376`; a text instead of a rule says what VirtualBox dislikes about it. */
function parseRule(text: string): NatRule | string {
  const fields = text.split(',');
  const [name = '', protocol, hostIp = '', hostPort = '', guestIp = '', guestPort = ''] = fields;
  if (fields.length !== 6 || (protocol !== 'tcp' && protocol !== 'udp')) return '';
  if (hostIp !== '' && parseIpv4(hostIp) === undefined) return `Invalid IPv4 address "${hostIp}"`;
  return {
    name: name === '' ? `${protocol}_${hostPort}_${guestPort}` : name,
    protocol,
    hostIp,
    hostPort: Number(hostPort),
    guestIp,
    guestPort: Number(guestPort),
  };
}

/** `hostonlyif ipconfig vboxnet0 --ip 192.168.99.1 --netmask 255.255.255.0`: no root needed. */
function hostOnlyInterface(world: World, argv: readonly string[]): Outcome {
  const [verb, name = '', ...options] = argv;
  const adapter = world.interface(name);
  if (verb !== 'ipconfig' || adapter === undefined)
    return { exitCode: 1, stdout: '', stderr: `VBoxManage: error: Interface ${name} not found\n` };
  const address = parseIpv4(options[options.indexOf('--ip') + 1] ?? '');
  const mask = parseIpv4(options[options.indexOf('--netmask') + 1] ?? '255.255.255.0');
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  if (address === undefined || length === undefined) return syntax('Invalid address');
  world.change(`VirtualBox gives ${name} its address`, () => {
    const changed = { ...adapter, up: true, address: { address, length } };
    world.putInterface(changed);
    const network = networkOf(changed);
    // The connected row cannot come back where another row holds the prefix: F3.
    if (network !== undefined) world.addRow(connectedRow(network, changed));
  });
  return printed('');
}

interface Details {
  readonly code: string;
  readonly component: string;
  readonly interface: string;
}

function complain(text: string, details: Details): Outcome {
  const { code, component, interface: name } = details;
  const stderr = [
    `VBoxManage: error: ${text}`,
    `VBoxManage: error: Details: code ${code}, component ${component}, interface ${name}, callee nsISupports`,
    '',
  ].join('\n');
  return { exitCode: 1, stdout: '', stderr };
}

function invalid(text: string): Outcome {
  return complain(text, {
    code: 'E_INVALIDARG (0x80070057)',
    component: 'NATEngineWrap',
    interface: 'INATEngine',
  });
}

function syntax(text: string): Outcome {
  return { exitCode: 1, stdout: '', stderr: `Usage:\n\nVBoxManage: error: ${text}\n` };
}
