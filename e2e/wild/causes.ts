import type { AdvisoryCode } from '../../shared/advisory.ts';
import { formatIpv4 } from '../../app/route/cidr.ts';
import type { Wild } from './events.ts';
import { isOnOwnRoute, openPaths } from './paths.ts';
import { cameOften } from './vpn.ts';

/** Whether the world gives a cause for an advisory: strict where a person would be misled, lenient elsewhere. */
export function hasCause(wild: Wild, code: AdvisoryCode, name: string | undefined): boolean {
  if (name !== undefined) return causes[code]?.(causeOf(wild, name)) ?? true;
  const { faults } = wild.mac;
  const isVBoxWell = faults.vboxError === undefined && faults.vboxMs < 10_000;
  if (code === 'hypervisor-silent') return !isVBoxWell;
  return code !== 'world-unreadable' || faults.netstat !== 'whole';
}

type Cause = ReturnType<typeof causeOf>;

/** Codes that are not here may be said at any time. */
const causes: { readonly [C in AdvisoryCode]?: (cause: Cause) => boolean } = {
  'route-taken': (it) => (!it.own || it.hasMoved) && it.isAddressed,
  'route-lost': (it) => (!it.own || it.hasMoved) && it.isAddressed,
  'route-blocked-by-entry': (it) => (!it.own || it.hasMoved) && it.isAddressed,
  'vpn-takes-routes-back': (it) =>
    !it.own && (it.vpns.some((vpn) => vpn.takenBack > 0) || cameOften(it.vpns)),
  'no-permission': (it) => !it.own && it.hasRefused,
  'subnet-on-lan': (it) => !it.own,
  'packets-filtered': (it) => it.filter === 'drop' || it.blocked === 'docker' || it.hasMoved,
  'local-network-privacy': (it) => it.filter === 'reject',
  'host-address-missing': (it) => !it.isAddressed,
  'stranger-at-guest-address': (it) => it.decoys > 0 || it.hasMoved || it.isShared,
  'engine-down': (it) => !it.state.isUp,
  'port-busy': (it) => it.held > 0,
  'certificate-lacks-localhost': (it) => it.state.certificate === 'without-localhost',
  'certificate-expired': (it) => it.state.certificate === 'expired',
  'certificate-foreign': (it) => it.state.certificate === 'foreign',
  'certificate-names-old-address': (it) => it.state.certificate === 'old-address' || it.hasMoved,
  unreachable: (it) => it.open.length === 0,
  'forward-dead': (it) => it.open.length === 0,
};

function causeOf(wild: Wild, name: string) {
  const { mac, vpns, hasRefused } = wild;
  const { world, engine, nat } = mac;
  const adapter = world.interface('vboxnet0');
  const machine = mac.machines.find((one) => one.name === name);
  const guest = formatIpv4(world.vms.get(name)?.guestAddress ?? 0);
  const others = [...world.vms.values()].filter((vm) => vm.name !== name);
  return {
    vpns,
    hasRefused,
    own: isOnOwnRoute(wild, name),
    state: engine.state(name),
    filter: world.filter,
    blocked: engine.blocked,
    decoys: world.decoys.size,
    held: nat.held.size,
    isAddressed: adapter?.up === true && adapter.address !== undefined,
    hasMoved: machine?.guestIp !== guest,
    isShared: others.some((vm) => formatIpv4(vm.guestAddress) === machine?.guestIp),
    open: machine === undefined ? [] : openPaths(wild, machine),
  };
}
