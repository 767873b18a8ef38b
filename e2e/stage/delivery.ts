/** Where a packet to an address goes on the make-believe Mac: the part of the kernel that the proxy plays. */
import { contains } from '../../app/route/cidr.ts';
import { networkOf } from './interfaces.ts';
import type { StageVm } from './vm.ts';
import type { World } from './world.ts';

export type Delivery =
  | { readonly kind: 'machine'; readonly target: Target }
  /** Somebody else's computer behind a tunnel or on the local network. */
  | { readonly kind: 'stranger'; readonly target: Target }
  /** Sent, and nothing ever comes back. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable' };

export type Target =
  { readonly kind: 'socket'; readonly path: string } | { readonly kind: 'port'; readonly port: number };

export function deliver(world: World, to: { readonly address: number; readonly port: number }): Delivery {
  const row = world.kernel.lookup(to.address);
  if (row === undefined) return { kind: 'unreachable' };
  if (row.flags.includes('R')) return { kind: 'unreachable' };
  if (row.flags.includes('B')) return { kind: 'lost' };
  const network = world.interface(row.interface);
  const own = network === undefined ? undefined : networkOf(network);
  if (network?.up !== true || own === undefined) return { kind: 'unreachable' };
  const isHostOnly = row.interface.startsWith('vboxnet');
  if (!isHostOnly) return elsewhere(world, to.address);
  if (!contains(own, to.address)) return { kind: 'unreachable' };
  // The VPN's filter passes the tunnel and the loopback, and stops everything else, as F4 describes.
  if (world.filter === 'drop') return { kind: 'lost' };
  if (world.filter === 'reject') return { kind: 'unreachable' };
  const vm = [...world.vms.values()].find(
    (one) => one.guestAddress === to.address && one.adapter === row.interface,
  );
  return vm?.state === 'running' ? inMachine(vm, to.port) : { kind: 'lost' };
}

/** What answers inside the machine at a port. */
export function inMachine(vm: StageVm, port: number): Delivery {
  if (port === 2376) return { kind: 'machine', target: { kind: 'socket', path: vm.engineSocket } };
  if (port === 22) return { kind: 'machine', target: { kind: 'port', port: vm.sshPort } };
  return { kind: 'refused' };
}

function elsewhere(world: World, address: number): Delivery {
  const decoy = world.decoys.get(address);
  return decoy === undefined ? { kind: 'lost' } : { kind: 'stranger', target: { kind: 'port', port: decoy } };
}
