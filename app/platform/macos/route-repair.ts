import type { ChangeResult, Log, RouteRepair } from '../../ports.ts';
import type { Reading } from '../../reading.ts';
import {
  type Cidr,
  contains,
  formatCidr,
  formatIpv4,
  isPrivate,
  maskOf,
  sameCidr,
} from '../../route/cidr.ts';
import { counts, isRefusing, lookUp, refusalOf } from '../../route/lookup.ts';
import { formatRow } from '../../route/row-text.ts';
import type { KernelAnswer, RouteRow, RouteTable } from '../../route/table.ts';
import type { RouteSaid } from './route-error.ts';
import { deletionOf, isOwn, obstaclesIn, ownRows, targetOf } from './route-rows.ts';

export interface RepairTools {
  readTable(): Promise<Reading<RouteTable>>;
  readAnswer(address: string): Promise<Reading<KernelAnswer>>;
  /** Runs `route -n <args>` as root and says what it said. */
  change(args: readonly string[]): Promise<RouteSaid>;
  readonly log: Log;
}

const interfaceName = /^[a-z][a-z0-9_]{0,14}$/i;

/**
 * Makes a host-only network leave by its interface again: the rows in the way go first, because `add` never
 * replaces ("File exists"), then ours is added. `change` would leave flag G behind. Whether it worked is read
 * back from the table and the kernel; what route says only decides whether to go on. When ours cannot be
 * added, the rows that were removed are put back, so that nobody is worse off than before.
 */
export async function repairRoute(request: RouteRepair, tools: RepairTools): Promise<ChangeResult> {
  const objection = objectionTo(request);
  if (objection !== undefined) return failed(objection);
  const before = await tools.readTable();
  if (before.kind === 'unreadable') return failed(`nothing was changed: ${before.reason}`);
  const obstacles = obstaclesIn(before.value, request);
  const isThere = ownRows(before.value, request).some((row) => !obstacles.includes(row));
  if (obstacles.length === 0 && isThere) {
    const found = await judgeByReading(request, tools);
    return found.kind === 'done' ? found : failed(found.reason);
  }

  const removed: RouteRow[] = [];
  // A route that hangs or says something unheard of has failed by itself: nobody else is to blame.
  const complaints: string[] = [];
  for (const row of obstacles) {
    const said = await tools.change(deletionOf(row));
    tools.log.debug(`route delete ${formatCidr(row.destination)}: ${said.kind} ${said.text}`);
    if (said.kind === 'refused') return giveUp({ refused: said.text, removed, request, tools });
    if (said.kind === 'done') removed.push(row);
    else if (said.kind !== 'not-in-table') complaints.push(`route delete: ${said.text}`);
  }
  // Adding what is there would say "File exists", and the answer to that would take our own row away.
  const added: RouteSaid = isThere ? { kind: 'done', text: '' } : await add(request, { removed, tools });
  if (added.kind === 'refused') return giveUp({ refused: added.text, removed, request, tools });
  const result = await judgeByReading(request, tools);
  if (result.kind === 'done') return result;
  if (added.kind !== 'done') complaints.push(`route add: ${added.text}`);
  const isTakenBack = added.kind === 'file-exists' && removed.length > 0;
  const isUndone = result.isRead && (complaints.length === 0 || (isTakenBack && complaints.length === 1));
  const said = complaints.length === 0 ? '' : ` (${complaints.join('; ')})`;
  return giveUp({ failed: `${result.reason}${said}`, isUndone, removed, request, tools });
}

/** Why a request must not be carried out at all; every part of it ends up in a command run as root. */
function objectionTo(request: RouteRepair): string | undefined {
  const { network, inTheWay } = request;
  const name = formatCidr(network);
  if (!isProper(network) || network.length < 8 || !isPrivate(network))
    return `${name} is not a private network, so it cannot be a host-only network`;
  if (!interfaceName.test(request.interface)) return `"${request.interface}" is not an interface name`;
  const outside = inTheWay.find(
    ({ destination }) =>
      !isProper(destination) ||
      destination.length < network.length ||
      !contains(network, destination.address),
  );
  if (outside === undefined) return undefined;
  return `${formatCidr(outside.destination)} does not lie inside ${name}, so it is not ours to remove`;
}

function isProper({ address, length }: Cidr): boolean {
  if (!Number.isInteger(length) || length < 0 || length > 32) return false;
  return Number.isInteger(address) && (address & maskOf(length)) >>> 0 === address;
}

async function add(
  request: RouteRepair,
  { removed, tools }: { removed: readonly RouteRow[]; tools: RepairTools },
): Promise<RouteSaid> {
  const network = formatCidr(request.network);
  const addition = ['add', '-net', network, '-interface', request.interface];
  const said = await tools.change(addition);
  tools.log.debug(`route add ${network} on ${request.interface}: ${said.kind} ${said.text}`);
  // A row that we took away and that is there again was put back by somebody: a fight is not fought from here.
  const isTakenBack = removed.some((row) => sameCidr(row.destination, request.network));
  if (said.kind !== 'file-exists' || isTakenBack) return said;
  // Something holds the prefix that netstat does not show, such as a cloned row.
  await tools.change(['delete', '-net', network]);
  return tools.change(addition);
}

/** Done only if the table has our row, nothing named is left in its way, and the kernel answers with it. */
async function judgeByReading(request: RouteRepair, tools: RepairTools): Promise<Judged> {
  const network = formatCidr(request.network);
  const table = await tools.readTable();
  if (table.kind === 'unreadable') return unread(table.reason);
  // A cut name may be ours or a neighbour's (vboxnet); the kernel's answer below tells which.
  const left = obstaclesIn(table.value, request).find(
    (row) => isRefusing(row) || !isOwn(row, table.value, request),
  );
  if (left !== undefined) return stands(`${formatRow(left)} is in the way again`);
  if (ownRows(table.value, request).length === 0)
    return stands(`${network} still has no row on ${request.interface}`);
  for (const address of probesOf(request)) {
    // Somebody may have carved this address out of the network; that row is not ours to judge.
    const row = lookUp(table.value, address);
    if (row === undefined || !isOwn(row, table.value, request)) continue;
    const answer = await tools.readAnswer(formatIpv4(address));
    if (answer.kind === 'unreadable') return unread(answer.reason);
    // The probe happened to be this computer's own address.
    if (answer.value.kind === 'route' && answer.value.interface.startsWith('lo')) continue;
    if (answer.value.kind === 'route' && answer.value.interface === request.interface)
      return { kind: 'done' };
    const instead = answer.value.kind === 'route' ? answer.value.interface : 'no route';
    return stands(`the kernel still sends ${formatIpv4(address)} by ${instead}`);
  }
  return stands(`no address of ${network} is known to leave by ${request.interface}`);
}

/** What reading back came to; only what could be read says anything about others. */
type Judged =
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly reason: string; readonly isRead: boolean };

function stands(reason: string): Judged {
  return { kind: 'failed', reason, isRead: true };
}

function unread(reason: string): Judged {
  return { kind: 'failed', reason: `the result could not be read back: ${reason}`, isRead: false };
}

/** Addresses that stand for the network: where a row was in the way, else where guests usually are. */
function probesOf({ network, inTheWay }: RouteRepair): readonly number[] {
  const longest = inTheWay.reduce<Cidr>(
    (best, { destination }) => (destination.length > best.length ? destination : best),
    network,
  );
  const size = 2 ** (32 - longest.length);
  if (size <= 2) return [longest.address];
  return [100, 101, 2, 50, 150, 250]
    .map((host) => Math.min(host, size - 2))
    .map((host) => longest.address + host);
}

interface Defeat {
  readonly refused?: string;
  readonly failed?: string;
  readonly isUndone?: boolean;
  readonly removed: readonly RouteRow[];
  readonly request: RouteRepair;
  readonly tools: RepairTools;
}

async function giveUp(defeat: Defeat): Promise<ChangeResult> {
  const restored = await putBack(defeat);
  if (defeat.refused !== undefined)
    return {
      kind: 'refused',
      reason: `routes may not be changed by this user (${defeat.refused})${restored}`,
    };
  const failure = failed(`${defeat.failed ?? 'the route could not be put back'}${restored}`);
  return defeat.isUndone === true ? { ...failure, undone: true } : failure;
}

/** Puts removed rows back unless ours stands, or somebody was quicker; says what came of it. */
async function putBack({ removed, refused, request, tools }: Defeat): Promise<string> {
  if (removed.length === 0) return '';
  const now = await tools.readTable();
  // Blindly only where ours is known not to stand; a row that is there already answers "File exists".
  if (now.kind === 'unreadable' && refused === undefined) return '';
  const rows = now.kind === 'read' ? now.value.rows : [];
  if (now.kind === 'read' && ownRows(now.value, request).length > 0) return '';
  const missing = removed.filter(
    (row) => !rows.some((one) => counts(one) && sameCidr(one.destination, row.destination)),
  );
  const texts: string[] = [];
  for (const row of [...missing].reverse()) {
    const name = formatCidr(row.destination);
    const said = await tools.change(['add', ...targetOf(row), ...wayOf(row)]);
    texts.push(
      said.kind === 'done' ? `${name} was put back on ${row.interface}` : `${name} could not be put back`,
    );
  }
  return texts.length === 0 ? '' : `; ${texts.join(', ')}`;
}

function wayOf(row: RouteRow): readonly string[] {
  const way =
    row.gateway.kind === 'address' ? [formatIpv4(row.gateway.address)] : ['-interface', row.interface];
  const refusal = refusalOf(row);
  return refusal === undefined ? way : [...way, `-${refusal}`];
}

function failed(reason: string): { kind: 'failed'; reason: string } {
  return { kind: 'failed', reason };
}
