import type { MachineView, Snapshot } from '../../shared/snapshot.ts';
import { formatIpv4 } from '../../app/route/cidr.ts';
import { hasCause } from './causes.ts';
import type { Wild } from './events.ts';
import { openPaths } from './paths.ts';
import { cameOften } from './vpn.ts';

/** What is not as it should be in what the daemon says; empty when it tells the truth. */
export function untruths(wild: Wild): readonly string[] {
  const { mac } = wild;
  const { snapshot } = mac.keeper;
  if (snapshot === undefined) return ['there is no snapshot'];
  return [
    ...snapshot.machines.flatMap((view) => untruthsOf(wild, view)),
    ...snapshot.advisories.flatMap(({ code, machine }) =>
      hasCause(wild, code, machine)
        ? []
        : [`${code} is said of ${machine ?? 'the computer'} without a cause`],
    ),
    ...aboutState(wild, snapshot),
  ];
}

function untruthsOf(wild: Wild, view: MachineView): readonly string[] {
  const { mac } = wild;
  const machine = mac.machines.find(({ name }) => name === view.name);
  const vm = mac.world.vms.get(view.name);
  if (machine === undefined || vm === undefined) return [`${view.name} is not of this world`];
  if (vm.state !== 'running')
    return view.path === 'none' ? [] : [`${view.name} is ${vm.state} and has a path`];
  const open = openPaths(wild, machine);
  if (view.path === 'none')
    return open.length === 0 ? [] : [`${view.name} is said to be out of reach, but ${open.join(', ')} works`];
  const found: string[] = [];
  if (!open.includes(view.path))
    found.push(`${view.name} is said to be reached over ${view.path}, which does not work`);
  if (isRepairable(wild) && isHeld(wild) && !open.includes('direct') && isGood(wild, view.name))
    found.push(`the route of ${view.name} could be put back, and is not: ${view.decision.because}`);
  return found;
}

/** Nobody fights, sudo and the tools work, and no filter or local network stands against the direct path. */
function isRepairable({ mac, vpns }: Wild): boolean {
  const adapter = mac.world.interface('vboxnet0');
  return (
    adapter?.up === true &&
    adapter.address !== undefined &&
    mac.faults.sudo === undefined &&
    mac.faults.netstat === 'whole' &&
    mac.world.filter === 'off' &&
    mac.engine.blocked !== 'docker' &&
    vpns.every((vpn) => vpn.plan.retakesMs === undefined) &&
    !cameOften(vpns)
  );
}

/** No refusal is remembered: sudo has never said no in this world. */
function isHeld({ hasRefused }: Wild): boolean {
  return !hasRefused;
}

function isGood({ mac }: Wild, name: string): boolean {
  const { isUp, certificate } = mac.engine.state(name);
  const moved =
    mac.machines.find((one) => one.name === name)?.guestIp !==
    formatIpv4(mac.world.vms.get(name)?.guestAddress ?? 0);
  return isUp && certificate === 'good' && !moved;
}

function aboutState({ mac }: Wild, { state, machines, advisories, sentence }: Snapshot): readonly string[] {
  const living = machines.filter(
    (one) => !['off', 'saved', 'paused', 'missing', 'crashed'].includes(one.state),
  );
  const found: string[] = [];
  if (state === 'ok' && living.some(({ path }) => path !== 'direct'))
    found.push(`ok is said, with: ${sentence}`);
  if (state === 'ok' && advisories.some(({ severity }) => severity !== 'info'))
    found.push('ok, and yet advisories');
  if (state === 'broken' && living.every(({ path }) => path !== 'none'))
    found.push('broken is said for nothing');
  // A VBoxManage that takes its time has steps take a minute.
  const isVBoxWell = mac.faults.vboxMs < 1000 && mac.faults.vboxError === undefined;
  if (state === 'working' && isVBoxWell) found.push(`something is still being done: ${sentence}`);
  return found;
}
