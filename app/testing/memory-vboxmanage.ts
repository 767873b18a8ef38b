/**
 * A VBoxManage in memory: takes the argument vectors Fairlead uses, answers in the forms and texts of
 * the real one, and changes a world that a test (or a stage) looks at. What it was not taught is a syntax error.
 */
import type { NatRule } from '../ports.ts';
import { error, locked, ok, syntaxError, unknownVm, type VBoxAnswer } from './vbox-answers.ts';
import { isMaking, make } from './vbox-making.ts';
import { configureNetwork } from './vbox-networks.ts';
import { adapterRecord, dhcpRecord, hostInfo, networkRecord, showVmInfo, uuid } from './vbox-output.ts';
import { isLive, type VBoxVm, type VBoxWorld } from './vbox-world.ts';

export type { VBoxAnswer };

export function playVBoxManage(world: VBoxWorld, argv: readonly string[]): VBoxAnswer {
  if (world.hiccups > 0) {
    world.hiccups -= 1;
    return error('The object is not ready', 'E_ACCESSDENIED (0x80070005)');
  }
  const [command = '', name = '', ...rest] = argv;
  switch (command) {
    case '--version':
      return ok(`${world.version}\n`);
    case 'list':
      return list(world, name);
    case 'showvminfo':
      return withVm(world, name, (vm) =>
        rest[0] === '--machinereadable'
          ? ok(showVmInfo(name, vm))
          : syntaxError(`showvminfo ${rest.join(' ')}`),
      );
    case '-v':
      return ok(`${world.version}\n`);
    case 'startvm':
      return withVm(world, name, (vm) => startVm(vm, name));
    case 'controlvm':
    case 'modifyvm':
      if (isMaking(command, rest)) break;
      if (command === 'controlvm' && rest[0] !== undefined && Object.hasOwn(powers, rest[0]))
        return withVm(world, name, (vm) => power(vm, name, rest[0] ?? ''));
      return withVm(world, name, (vm) => changeNat({ world, vm, name, command, rest }));
    case 'hostonlyif':
    case 'dhcpserver':
      return configureNetwork(world, argv);
  }
  return make(world, argv);
}

function list(world: VBoxWorld, what: string): VBoxAnswer {
  switch (what) {
    case 'vms':
      return ok([...world.vms.keys()].map((name) => `"${name}" {${uuid(name)}}\n`).join(''));
    case 'runningvms':
      return ok(
        [...world.vms].flatMap(([name, vm]) => (isLive(vm) ? [`"${name}" {${uuid(name)}}\n`] : [])).join(''),
      );
    case 'hostonlyifs':
      return ok(world.hostOnly.adapters.map(adapterRecord).join('\n'));
    case 'dhcpservers':
      return ok((world.hostOnly.dhcpServers ?? []).map((one) => dhcpRecord(one, world.version)).join('\n'));
    case 'hostinfo':
      return ok(hostInfo());
    case 'hostonlynets':
      return world.hostOnly.networks === undefined
        ? syntaxError('Unknown subcommand "hostonlynets"')
        : ok(world.hostOnly.networks.map(networkRecord).join('\n'));
    default:
      return syntaxError(`Unknown subcommand "${what}"`);
  }
}

/** What the VM does then; a real guest takes some seconds to heed its power button. */
const powers: Readonly<Record<string, string>> = {
  acpipowerbutton: 'poweroff',
  poweroff: 'poweroff',
  resume: 'running',
};

function power(vm: VBoxVm, name: string, verb: string): VBoxAnswer {
  if (!isLive(vm)) return error(`Machine '${name}' is not currently running`);
  vm.state = powers[verb] ?? vm.state;
  return ok('');
}

function startVm(vm: VBoxVm, name: string): VBoxAnswer {
  if (isLive(vm))
    return error(
      `The machine '${name}' is already locked by a session (or being locked or unlocked)`,
      'VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine',
    );
  vm.state = 'running';
  return ok(`Waiting for VM "${name}" to power on...\nVM "${name}" has been successfully started.\n`);
}

interface NatChange {
  readonly world: VBoxWorld;
  readonly vm: VBoxVm;
  readonly name: string;
  readonly command: 'controlvm' | 'modifyvm';
  readonly rest: readonly string[];
}

function changeNat({ world, vm, name, command, rest }: NatChange): VBoxAnswer {
  const [option, ...values] = rest;
  if (option !== (command === 'controlvm' ? 'natpf1' : '--natpf1'))
    return syntaxError(`Unknown option ${option ?? ''}`);
  if (command === 'controlvm' && !isLive(vm)) return error(`Machine '${name}' is not currently running`);
  if (command === 'modifyvm' && (isLive(vm) || vm.locked === true)) return locked(name);
  return values[0] === 'delete'
    ? removeRule({ world, vm, name }, values[1] ?? '')
    : addRule({ world, vm, name }, values[0] ?? '');
}

type Target = Pick<NatChange, 'world' | 'vm' | 'name'>;

function addRule({ world, vm, name }: Target, text: string): VBoxAnswer {
  const [given = '', protocol, hostIp = '', hostPort = '', guestIp = '', guestPort = '', ...more] =
    text.split(',');
  if (more.length > 0 || (protocol !== 'tcp' && protocol !== 'udp') || guestPort === '')
    return syntaxError('Missing or invalid argument to natpf');
  const ports = { hostPort: Number(hostPort), guestPort: Number(guestPort) };
  const ruleName = given === '' ? `${protocol}_${hostPort}_${guestPort}` : given;
  const rule: NatRule = { name: ruleName, protocol, hostIp, guestIp, ...ports };
  const natEngine = 'E_INVALIDARG (0x80070057), component NATEngineWrap, interface INATEngine';
  if (vm.rules.some((other) => other.name === ruleName))
    return error('A NAT rule of this name already exists', natEngine);
  const meets = (other: NatRule): boolean =>
    other.protocol === protocol && other.hostIp === hostIp && other.hostPort === rule.hostPort;
  if (vm.rules.some(meets))
    return error('A NAT rule for this host port and this host IP already exists', natEngine);
  vm.rules.push(rule);
  world.onNatRule?.({ kind: 'added', vm: name, rule });
  return ok('');
}

function removeRule({ world, vm, name }: Target, ruleName: string): VBoxAnswer {
  const index = vm.rules.findIndex((rule) => rule.name === ruleName);
  const [rule] = index < 0 ? [] : vm.rules.splice(index, 1);
  if (rule === undefined)
    return {
      exitCode: 1,
      stdout: '',
      stderr:
        'VBoxManage: error: Code E_INVALIDARG (0x80070057) - One or more arguments are invalid (extended info not available)\n' +
        `VBoxManage: error: Context: "RemoveRedirect(Bstr(ValueUnion.psz).raw())" at line 1958 of file VBoxManageModifyVM.cpp\n`,
    };
  world.onNatRule?.({ kind: 'removed', vm: name, rule });
  return ok('');
}

function withVm(world: VBoxWorld, name: string, act: (vm: VBoxVm) => VBoxAnswer): VBoxAnswer {
  const vm = world.vms.get(name);
  if (vm !== undefined) return act(vm);
  return unknownVm(name);
}
