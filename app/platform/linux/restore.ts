import type { ChangeResult, RemovedRow, RouteRestoration } from '../../ports.ts';
import { contains, formatCidr, formatIpv4, isPrivate, sameCidr } from '../../route/cidr.ts';
import type { KernelRow } from './kernel-row.ts';
import { refusal, type RepairTools } from './repair.ts';

/** What the kernel accepts is wider (15 bytes but `/` and blanks); nobody names a network so. */
const interfaceName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,14}$/;

/**
 * `Routing.restore` over `ip route`: `replace` takes the place of our row with the same prefix in one step, so there
 * is no moment without a route and nothing to put back when it is refused. Anybody else's row stays.
 */
export async function restoreRow(
  request: RouteRestoration,
  tools: Pick<RepairTools, 'readRows' | 'change'>,
): Promise<ChangeResult> {
  const { row, owner, network } = request;
  const range = formatCidr(row.destination);
  if (!isPrivate(network)) return failed(`${formatCidr(network)} is not a private network`);
  if (row.destination.length < network.length || !contains(network, row.destination.address))
    return failed(`${range} does not lie inside ${formatCidr(network)}`);
  if (!interfaceName.test(row.interface)) return failed(`"${row.interface}" is not an interface name`);
  const before = await tools.readRows();
  if (before.kind === 'unreadable') return failed(before.reason);
  const there = bestOf(before.value, row);
  if (there !== undefined && isRow(there, row)) return { kind: 'done' };
  if (there !== undefined && there.interface !== owner)
    return failed(`${range} is on ${there.interface ?? `a ${there.type} row`} now, which is not ours`);
  const args = ['route', 'replace', ...wayOf(row)];
  const ran = await tools.change(args);
  if (ran.kind === 'not-run')
    return { kind: ran.why === 'missing' ? 'refused' : 'failed', reason: ran.reason };
  const said = ran.stderr.trim().split('\n')[0] ?? '';
  if (refusal.test(ran.stderr))
    return { kind: 'refused', reason: `${said}; by hand: sudo ip ${args.join(' ')}` };
  const after = await tools.readRows();
  if (after.kind === 'unreadable') return failed(after.reason);
  const now = bestOf(after.value, row);
  return now !== undefined && isRow(now, row)
    ? { kind: 'done' }
    : failed(`${range} could not be put back on ${row.interface}${said === '' ? '' : ` (${said})`}`);
}

function bestOf(rows: readonly KernelRow[], { destination }: RemovedRow): KernelRow | undefined {
  return rows
    .filter((row) => row.table === 'main' && !row.special && sameCidr(row.destination, destination))
    .sort((a, b) => a.metric - b.metric)[0];
}

/** A row that refuses or drops has no device; of those that refuse, the journal does not tell one kind from another. */
function wayOf({ destination, gateway, interface: name, refusal: refuses }: RemovedRow): readonly string[] {
  const range = formatCidr(destination);
  if (refuses !== undefined) return [refuses === 'blackhole' ? 'blackhole' : 'unreachable', range];
  return [range, ...(gateway === undefined ? [] : ['via', formatIpv4(gateway)]), 'dev', name];
}

function isRow(one: KernelRow, row: RemovedRow): boolean {
  if (row.refusal === 'blackhole') return one.type === 'blackhole';
  if (row.refusal === 'reject') return one.type === 'unreachable' || one.type === 'prohibit';
  return (
    one.interface === row.interface && (row.gateway === undefined || one.gateway === formatIpv4(row.gateway))
  );
}

function failed(reason: string): ChangeResult {
  return { kind: 'failed', reason };
}
