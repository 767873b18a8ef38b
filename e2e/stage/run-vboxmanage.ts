/**
 * VBoxManage on the stage: the one in memory of app/testing, over what the world knows of VMs and host-only
 * adapters.
 */
import { formatIpv4, lengthOfMask, maskOf, parseIpv4 } from '../../app/route/cidr.ts';
import type { VmState } from '../../app/ports.ts';
import { playVBoxManage } from '../../app/testing/memory-vboxmanage.ts';
import {
  type VBoxAdapter,
  type VBoxDhcpServer,
  type VBoxWorld,
  vboxVm,
} from '../../app/testing/vbox-world.ts';
import { networkOf, type StageInterface } from './interfaces.ts';
import type { Outcome } from './outcome.ts';
import { connectedRow, type World } from './world.ts';

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

const changing = ['controlvm', 'modifyvm', 'hostonlyif', 'startvm'];

/** Carries any command out, and lets the world know what it changed. */
export function runVBoxManage(world: World, argv: readonly string[]): Outcome {
  const [verb = '', name = ''] = argv;
  if (!changing.includes(verb)) return readVBox(world, argv);
  const view = viewOf(world);
  return world.change(inWords(argv), () => {
    const outcome = playVBoxManage(view, argv);
    if (verb === 'hostonlyif') {
      const given = view.hostOnly.adapters.find((adapter) => adapter.name === argv[2]);
      if (given !== undefined && outcome.exitCode === 0) takeOver(world, given);
    } else if (!takePower(world, view, name) && world.vms.has(name)) world.counters.natChanges += 1;
    return outcome;
  });
}

/** Carries out a command that changes nothing. */
export function readVBox(world: World, argv: readonly string[]): Outcome {
  return playVBoxManage(viewOf(world), argv);
}

/** A VM that was turned on or off is so on the Mac, and its engine with it. */
function takePower(world: World, view: VBoxWorld, name: string): boolean {
  const [vm, after] = [world.vms.get(name), view.vms.get(name)];
  if (vm === undefined || after === undefined || after.state === words[vm.state]) return false;
  vm.state = after.state === 'running' ? 'running' : 'off';
  vm.powered?.(vm.state === 'running');
  return true;
}

function viewOf(world: World): VBoxWorld {
  const vms = [...world.vms.values()].map((vm) => {
    const view = vboxVm({
      state: words[vm.state],
      // The same list, so that a rule that is added there is a rule of the world.
      rules: vm.natRules,
      hostOnly: { kind: 'adapter', name: vm.adapter },
      logFolder: vm.logFolder,
      ...(vm.session === undefined ? {} : { session: vm.session }),
      ...(vm.changedAt === undefined ? {} : { changedAt: vm.changedAt }),
    });
    return [vm.name, view] as const;
  });
  const adapters = world.interfaces.filter(({ name }) => name.startsWith('vboxnet')).map(adapterOf);
  return {
    version: world.vboxVersion,
    vms: new Map(vms),
    hostOnly: { adapters, dhcpServers: adapters.map((adapter) => dhcpServerOf(adapter, world.dhcp)) },
    hiccups: 0,
    rangeRule: world.vboxRangeRule,
  };
}

function dhcpServerOf({ name, address, netmask }: VBoxAdapter, enabled: boolean): VBoxDhcpServer {
  const at = (last: number): string => address.replace(/\d+$/, String(last));
  const network = `HostInterfaceNetworking-${name}`;
  return { network, address: at(6), netmask, lower: at(100), upper: at(254), enabled };
}

function adapterOf({ name, up, address }: StageInterface): VBoxAdapter {
  return {
    name,
    address: formatIpv4(address?.address ?? 0),
    netmask: formatIpv4(maskOf(address?.length ?? 0)),
    up,
  };
}

/**
 * An adapter that was given an address has it on the Mac, too, with the row that comes with it: also when it is the
 * address it had, because the kernel removes it first.
 */
function takeOver(world: World, { name, address, netmask, up }: VBoxAdapter): void {
  const before = world.interface(name);
  // A refused address is none.
  if (before === undefined || address === '0.0.0.0') return;
  const length = lengthOfMask(parseIpv4(netmask) ?? 0) ?? 24;
  const after = { ...before, up, address: { address: parseIpv4(address) ?? 0, length } };
  world.putInterface(after);
  const network = networkOf(after);
  // Where another row holds the prefix, the connected one cannot come back: F3.
  if (network !== undefined) world.addRow(connectedRow(network, after));
}

function inWords([verb = '', name = '', option = '', ...rest]: readonly string[]): string {
  if (verb === 'hostonlyif') return 'VirtualBox gives a host-only adapter its address';
  if (verb === 'startvm') return `VirtualBox starts ${name}`;
  if (['acpipowerbutton', 'poweroff', 'resume'].includes(option)) return `VirtualBox turns ${name} off or on`;
  return rest[0] === 'delete'
    ? `VirtualBox removes the NAT rule ${rest[1] ?? ''} of ${name}`
    : `VirtualBox adds the NAT rule ${rest[0] ?? ''} to ${name}`;
}
