import type { ChangeResult, RouteRepair } from '../../ports.ts';
import type { Reading } from '../../reading.ts';
import { contains, formatCidr, formatIpv4, isPrivate, sameCidr, type Cidr } from '../../route/cidr.ts';
import type { NetworkInterface } from '../../route/table.ts';
import type { Ran } from '../process/run.ts';
import type { KernelRow } from './kernel-row.ts';

export interface RepairTools {
  readonly readRows: () => Promise<Reading<readonly KernelRow[]>>;
  readonly readInterfaces: () => Promise<Reading<readonly NetworkInterface[]>>;
  /** Runs `ip` with these arguments and the right to change routes. */
  readonly change: (args: readonly string[]) => Promise<Ran>;
}

/** What the kernel accepts is wider (15 bytes but `/` and blanks); nobody names a network so. */
const interfaceName = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,14}$/;

/**
 * Texts of a missing right: the kernel's EPERM (or EACCES from a policy), and sudo without a rule,
 * without a terminal, or inside a container that forbids it. sudo's own messages begin with its name.
 */
export const refusal =
  /RTNETLINK answers: Operation not permitted|Permission denied|^sudo: |^Sorry, user |may not run sudo|not in the sudoers file/m;

/** `Routing.repair` over `ip route`; judged by reading the rows back, never by an exit code. */
export async function repairRoute(request: RouteRepair, tools: RepairTools): Promise<ChangeResult> {
  const wrong = fault(request);
  if (wrong !== undefined) return failed(wrong);
  const source = await sourceAddress(request, tools);
  if (source.kind !== 'read') return failed(source.reason);
  const before = await tools.readRows();
  if (before.kind === 'unreadable') return failed(before.reason);

  // Ours goes in first: between the two steps there is then never a moment without a route, and a
  // missing right shows before anything was removed.
  const complaints: string[] = [];
  for (const args of [ourRow(request, source.value), ...rowsToRemove(request, before.value).map(removal)]) {
    const ran = await tools.change(args);
    if (ran.kind === 'not-run')
      return ran.why === 'missing' ? { kind: 'refused', reason: ran.reason } : failed(ran.reason);
    if (ran.exitCode === 0) continue;
    if (refusal.test(ran.stderr)) return { kind: 'refused', reason: firstLine(ran.stderr) };
    complaints.push(`ip ${args.join(' ')}: ${firstLine(ran.stderr)}`);
  }
  return judge(request, { after: await tools.readRows(), complaints });
}

function fault(request: RouteRepair): string | undefined {
  const { network } = request;
  if (!isPrivate(network)) return `${formatCidr(network)} is not a private network; its route is left alone`;
  if (!interfaceName.test(request.interface)) return `"${request.interface}" is not an interface name`;
  const outside = request.inTheWay.find(({ destination }) => !isInside(network, destination));
  if (outside !== undefined)
    return `${formatCidr(outside.destination)} lies outside ${formatCidr(network)}; nothing was changed`;
  return undefined;
}

function isInside(network: Cidr, destination: Cidr): boolean {
  return destination.length >= network.length && contains(network, destination.address);
}

/** The interface's own address in the network, so that the row is as the kernel had made it. */
async function sourceAddress(
  request: RouteRepair,
  tools: RepairTools,
): Promise<{ kind: 'read'; value: string } | { kind: 'failed'; reason: string }> {
  const interfaces = await tools.readInterfaces();
  if (interfaces.kind === 'unreadable') return failed(interfaces.reason);
  const owner = interfaces.value.find(({ name }) => name === request.interface);
  if (owner === undefined) return failed(`there is no interface ${request.interface}`);
  if (!owner.up) return failed(`${request.interface} is down`);
  const own = owner.addresses.find(({ address }) => contains(request.network, address));
  return own === undefined
    ? failed(`${request.interface} has no address in ${formatCidr(request.network)}`)
    : { kind: 'read', value: formatIpv4(own.address) };
}

/** `replace` also takes the place of a row with the same prefix and metric on another device. */
function ourRow(request: RouteRepair, source: string): readonly string[] {
  const row = ['dev', request.interface, 'proto', 'kernel', 'scope', 'link', 'src', source];
  return ['route', 'replace', formatCidr(request.network), ...row];
}

/** Only rows that were named and are still there; the same prefix needs no removal, it is replaced. */
function rowsToRemove(request: RouteRepair, rows: readonly KernelRow[]): readonly KernelRow[] {
  return rows.filter(
    (row) =>
      row.table === 'main' &&
      row.destination.length > request.network.length &&
      request.inTheWay.some(
        (named) =>
          sameCidr(named.destination, row.destination) && named.interface === (row.interface ?? 'lo'),
      ),
  );
}

function removal(row: KernelRow): readonly string[] {
  return [
    'route',
    'del',
    ...(row.type === 'unicast' ? [] : [row.type]),
    formatCidr(row.destination),
    ...(row.interface === undefined ? [] : ['dev', row.interface]),
    ...(row.metric === 0 ? [] : ['metric', String(row.metric)]),
  ];
}

function judge(
  request: RouteRepair,
  found: { readonly after: Reading<readonly KernelRow[]>; readonly complaints: readonly string[] },
): ChangeResult {
  if (found.after.kind === 'unreadable') return failed(found.after.reason);
  const network = formatCidr(request.network);
  const best = found.after.value
    .filter((row) => row.table === 'main' && !row.special && sameCidr(row.destination, request.network))
    .sort((a, b) => a.metric - b.metric)[0];
  if (best?.interface !== request.interface)
    return unchanged(
      `${network} is ${best === undefined ? 'still without a route' : `still on ${device(best)}`}`,
      found.complaints,
    );
  const [left] = rowsToRemove(request, found.after.value);
  return left === undefined
    ? { kind: 'done' }
    : unchanged(`${formatCidr(left.destination)} is still on ${device(left)}`, found.complaints);
}

/** Where no command complained, somebody else undid what they did. */
function unchanged(reason: string, complaints: readonly string[]): ChangeResult {
  return complaints.length === 0
    ? { ...failed(reason), undone: true }
    : failed([reason, ...complaints].join('; '));
}

function device(row: KernelRow): string {
  return row.interface ?? `a ${row.type} row`;
}

function failed(reason: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
