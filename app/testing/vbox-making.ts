/** The commands a VM is put together and taken apart with, as docker-machine's driver and people use them. */
import path from 'node:path';
import {
  done,
  error,
  locked,
  ok,
  optionOf,
  syntaxError,
  unknownVm,
  type VBoxAnswer,
} from './vbox-answers.ts';
import { uuid } from './vbox-output.ts';
import { isLive, vboxVm, type VBoxMade, type VBoxVm, type VBoxWorld } from './vbox-world.ts';

/** Options of `modifyvm` that take one value and are kept as they are said. */
const settings =
  /^(firmware|bioslogofadein|bioslogofadeout|bioslogodisplaytime|biosbootmenu|ostype|cpus|memory|vram|acpi|ioapic|rtcuseutc|natdnshostresolver\d|natdnsproxy\d|cpuhotplug|pae|hpet|hwvirtex|nestedpaging|largepages|vtxvpid|longmode|accelerate3d|boot\d|nic\d|nictype\d|nicpromisc\d|cableconnected\d|hostonlyadapter\d|macaddress\d|audio|description)$/;

/** Whether `modifyvm` changes more than a NAT rule. */
export function isMaking(command: string, rest: readonly string[]): boolean {
  return command === 'modifyvm' && !(rest[0] ?? '').startsWith('--natpf');
}

export function make(world: VBoxWorld, [command = '', ...words]: readonly string[]): VBoxAnswer {
  if (world.fileExists === undefined) return syntaxError(`Unknown command '${command}'`);
  switch (command) {
    case 'createvm':
      return createVm(world, words);
    case 'unregistervm':
      return unregister(world, words);
    case 'modifyvm':
      return withMade(world, words, modify);
    case 'storagectl':
      return withMade(world, words, addController);
    case 'storageattach':
      return withMade(world, words, (target, options) => attach(world.fileExists, target, options));
    case 'sharedfolder':
      return withMade(world, words.slice(1), (target, options) => share(words[0], target, options));
    case 'guestproperty':
      return withMade(world, words.slice(1), ({ made }, options) =>
        keyed(made.properties, words[0] ?? '', options),
      );
    case 'setextradata':
    case 'getextradata':
      return withMade(world, words, ({ made }, options) =>
        keyed(made.extraData, command.slice(0, 3), options),
      );
    default:
      return syntaxError(`Unknown command '${command}'`);
  }
}

interface Target {
  readonly name: string;
  readonly vm: VBoxVm;
  readonly made: VBoxMade;
}

function withMade(
  world: VBoxWorld,
  [name = '', ...options]: readonly string[],
  act: (target: Target, options: readonly string[]) => VBoxAnswer,
): VBoxAnswer {
  const vm = world.vms.get(name);
  if (vm === undefined) return unknownVm(name);
  vm.made ??= newlyMade(`/nowhere/${name}.vbox`);
  return act({ name, vm, made: vm.made }, options);
}

function newlyMade(settingsFile: string): VBoxMade {
  const empty = () => new Map<string, string>();
  return {
    settingsFile,
    settings: empty(),
    controllers: [],
    media: new Map(),
    folders: empty(),
    properties: empty(),
    extraData: empty(),
  };
}

/** A new VM has NIC 1 behind NAT and nothing else. */
function createVm(world: VBoxWorld, words: readonly string[]): VBoxAnswer {
  const name = optionOf(words, '--name');
  const folder = optionOf(words, '--basefolder') ?? '';
  if (name === undefined) return syntaxError('Parameter --name is required');
  const settingsFile = path.join(folder, name, `${name}.vbox`);
  if (world.vms.has(name) || world.fileExists?.(settingsFile) === true)
    return error(
      `Machine settings file '${settingsFile}' already exists`,
      'VBOX_E_FILE_ERROR (0x80bb0004), component MachineWrap, interface IMachine, callee nsISupports',
    );
  const vm = vboxVm({
    state: 'poweroff',
    rules: [],
    logFolder: path.join(folder, name, 'Logs'),
    made: newlyMade(settingsFile),
  });
  delete vm.hostOnly;
  // Without --register the file is all there is; nobody here makes one for later.
  if (words.includes('--register')) world.vms.set(name, vm);
  const created = `Virtual machine '${name}' is created${words.includes('--register') ? ' and registered' : ''}.`;
  return ok(`${created}\nUUID: ${uuid(name)}\nSettings file: '${settingsFile}'\n`);
}

function unregister(world: VBoxWorld, words: readonly string[]): VBoxAnswer {
  const name = words.find((word) => !word.startsWith('--')) ?? '';
  const vm = world.vms.get(name);
  if (vm === undefined) return unknownVm(name);
  if (isLive(vm))
    return error(
      `Cannot unregister the machine '${name}' while it is locked`,
      'VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine, callee nsISupports',
    );
  world.vms.delete(name);
  return words.includes('--delete') ? done() : ok();
}

function modify({ name, vm, made }: Target, options: readonly string[]): VBoxAnswer {
  if (isLive(vm) || vm.locked === true) return locked(name);
  for (let at = 0; at < options.length; at += 2) {
    const [option = '', value] = options.slice(at, at + 2);
    if (!option.startsWith('--') || !settings.test(option.slice(2)))
      return syntaxError(`Unknown option: ${option}`);
    if (value === undefined) return syntaxError(`Missing argument to option ${option}`);
    made.settings.set(option.slice(2), value);
  }
  vm.nic1 = made.settings.get('nic1') ?? vm.nic1;
  const adapter = made.settings.get('hostonlyadapter2');
  const nic2 = made.settings.get('nic2');
  if (nic2 === 'hostonly' && adapter !== undefined) vm.hostOnly = { kind: 'adapter', name: adapter };
  else if (nic2 !== undefined && nic2 !== 'hostonly') delete vm.hostOnly;
  return ok();
}

function addController({ name, made }: Target, options: readonly string[]): VBoxAnswer {
  const controller = optionOf(options, '--name') ?? '';
  if (made.controllers.includes(controller))
    return error(
      `Storage controller named '${controller}' already exists`,
      `VBOX_E_OBJECT_IN_USE (0x80bb000c), component MachineWrap, interface IMachine, callee nsISupports`,
    );
  if (controller === '') return syntaxError(`Storage controller name not specified for ${name}`);
  made.controllers.push(controller);
  return ok();
}

function attach(
  fileExists: VBoxWorld['fileExists'],
  { made }: Target,
  options: readonly string[],
): VBoxAnswer {
  const controller = optionOf(options, '--storagectl') ?? '';
  const file = optionOf(options, '--medium') ?? '';
  const slot = [controller, optionOf(options, '--port') ?? '0', optionOf(options, '--device') ?? '0'];
  if (!made.controllers.includes(controller))
    return error(
      `Could not find a storage controller named '${controller}'`,
      'VBOX_E_OBJECT_NOT_FOUND (0x80bb0001), component SessionMachine, interface IMachine, callee nsISupports',
    );
  if (file === 'none' || file === 'emptydrive') made.media.delete(slot.join('-'));
  else if (fileExists?.(file) !== true)
    return error(
      `Could not find file for the medium '${file}' (VERR_FILE_NOT_FOUND)`,
      'VBOX_E_FILE_ERROR (0x80bb0004), component MediumWrap, interface IMedium, callee nsISupports',
    );
  else made.media.set(slot.join('-'), { type: optionOf(options, '--type') ?? 'hdd', file });
  return ok();
}

function share(verb: string | undefined, { made }: Target, options: readonly string[]): VBoxAnswer {
  const name = optionOf(options, '--name') ?? '';
  if (verb === 'remove') return made.folders.delete(name) ? ok() : error(`No shared folder named '${name}'`);
  if (verb !== 'add') return syntaxError(`Invalid parameter '${verb ?? ''}'`);
  if (made.folders.has(name))
    return error(
      `Shared folder named '${name}' already exists`,
      'VBOX_E_OBJECT_IN_USE (0x80bb000c), component SessionMachine, interface IMachine, callee nsISupports',
    );
  made.folders.set(name, optionOf(options, '--hostpath') ?? '');
  return ok();
}

function keyed(values: Map<string, string>, verb: string, [key = '', value]: readonly string[]): VBoxAnswer {
  if (verb === 'get') {
    const known = values.get(key);
    return ok(known === undefined ? 'No value set!\n' : `Value: ${known}\n`);
  }
  if (verb !== 'set') return syntaxError(`Unknown subcommand: ${verb}`);
  if (value === undefined || value === '') values.delete(key);
  else values.set(key, value);
  return ok();
}
