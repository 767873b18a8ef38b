import type { VpnReport } from '../../../shared/control/everyday.ts';
import { formatCidr } from '../../route/cidr.ts';
import { findOverlaps, hostOnlyNets } from '../../reconcile/overlaps.ts';
import type { Parts } from './parts.ts';

/** What is connected, and what its networks and this LAN's have in common with host-only ones. */
export async function vpn({ keeper }: Parts): Promise<VpnReport> {
  const snapshot = keeper.snapshot ?? (await keeper.look());
  const seen = keeper.observation;
  if (seen === undefined) return { vpns: snapshot.vpns, hostOnly: [], overlaps: [] };
  return {
    vpns: snapshot.vpns,
    hostOnly: hostOnlyNets(seen).map(({ network, machines }) => ({
      network: formatCidr(network),
      machines: [...machines],
    })),
    overlaps: [...findOverlaps(seen)],
  };
}
