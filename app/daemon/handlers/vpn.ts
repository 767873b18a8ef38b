import type { VpnReport } from '../../../shared/control/everyday.ts';
import { valueOf } from '../../reading.ts';
import { formatCidr } from '../../route/cidr.ts';
import { findOverlaps, hostOnlyNets } from '../../reconcile/overlaps.ts';
import type { Parts } from './parts.ts';

/** What is connected, and what its networks and this LAN's have in common with host-only ones. */
export async function vpn({ keeper, hands }: Parts): Promise<VpnReport> {
  const snapshot = keeper.snapshot ?? (await keeper.look());
  const seen = keeper.observation;
  if (seen === undefined) return { vpns: snapshot.vpns, hostOnly: [], overlaps: [] };
  // Without VirtualBox there are those of the machines and of other hypervisors' interfaces.
  const adapters = valueOf(await hands.hypervisor.readHostOnlyNetworks()) ?? [];
  return {
    vpns: snapshot.vpns,
    hostOnly: hostOnlyNets(seen, adapters).map(({ network, machines }) => ({
      network: formatCidr(network),
      machines: [...machines],
    })),
    overlaps: [...findOverlaps(seen, adapters)],
  };
}
