import { error, type VBoxAnswer } from '../../app/testing/vbox-answers.ts';
import type { VBoxVm, VBoxWorld } from '../../app/testing/vbox-world.ts';

/** Why VirtualBox would not start this VM, in its words. */
export function startRefusal(world: VBoxWorld, vm: VBoxVm): VBoxAnswer | undefined {
  const adapter = vm.hostOnly?.name;
  if (adapter === undefined || world.hostOnly.adapters.some(({ name }) => name === adapter)) return undefined;
  return error(
    `Failed to open/create the internal network 'HostInterfaceNetworking-${adapter}' (VERR_INTNET_FLT_IF_NOT_FOUND).\nVBoxManage: error: Failed to attach the network LUN (VERR_INTNET_FLT_IF_NOT_FOUND)`,
    'E_FAIL (0x80004005), component ConsoleWrap, interface IConsole',
  );
}

/** Why a live VM does not heed this verb of `controlvm`. */
export function powerRefusal(vm: VBoxVm, verb: string): VBoxAnswer | undefined {
  const state = `${vm.state.slice(0, 1).toUpperCase()}${vm.state.slice(1)}`;
  const misfit =
    (verb === 'acpipowerbutton' || verb === 'pause') && vm.state === 'paused'
      ? `Invalid machine state: ${state}`
      : verb === 'resume' && vm.state !== 'paused'
        ? `Cannot resume the machine as it is not paused (machine state: ${state})`
        : undefined;
  return misfit === undefined
    ? undefined
    : error(misfit, 'VBOX_E_INVALID_VM_STATE (0x80bb0002), component ConsoleWrap, interface IConsole');
}
