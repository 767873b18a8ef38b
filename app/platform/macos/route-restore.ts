import type { ChangeResult, RemovedRow, RouteRestoration } from '../../ports.ts';
import { contains, formatCidr, formatIpv4, isPrivate, sameCidr } from '../../route/cidr.ts';
import { counts, refusalOf } from '../../route/lookup.ts';
import { formatRow } from '../../route/row-text.ts';
import { mayBe, type RouteRow, type RouteTable } from '../../route/table.ts';
import type { RepairTools } from './route-repair.ts';

const interfaceName = /^[a-z][a-z0-9_]{0,14}$/i;

/**
 * Puts a row back that a repair had removed. A row of the same prefix makes way first, because `add` never replaces
 * ("File exists"), and only the machine's own: anybody else's stays. By gateway or by interface, as it was; a host
 * row as a host row. Judged by the table read afterwards.
 */
export async function restoreRow(request: RouteRestoration, tools: RepairTools): Promise<ChangeResult> {
  const { row, owner, network } = request;
  const objection = objectionTo(request);
  if (objection !== undefined) return failed(objection);
  const before = await tools.readTable();
  if (before.kind === 'unreadable') return failed(`nothing was changed: ${before.reason}`);
  if (hasRow(before.value, row)) return { kind: 'done' };
  const there = before.value.rows.filter((one) => counts(one) && sameCidr(one.destination, row.destination));
  const strange = there.find((one) => !mayBe(one.interface, owner, before.value.interfaceWidth));
  if (strange !== undefined) return failed(`${formatRow(strange)} is there now, and is not ours to remove`);
  const target = targetOf(row);
  const deletion = ['delete', ...target];
  const addition = ['add', ...target, ...wayOf(row)];
  const byHand = (there.length > 0 ? [deletion, addition] : [addition])
    .map((args) => `sudo route -n ${args.join(' ')}`)
    .join(' && ');
  if (there.length > 0) {
    const said = await tools.change(deletion);
    tools.log.debug(`route delete ${target.join(' ')}: ${said.kind} ${said.text}`);
    if (said.kind === 'refused') return refused(said.text, byHand);
  }
  const said = await tools.change(addition);
  tools.log.debug(`route add ${target.join(' ')}: ${said.kind} ${said.text}`);
  const after = await tools.readTable();
  if (after.kind === 'read' && hasRow(after.value, row)) return { kind: 'done' };
  const ours = there.length === 0 ? '' : await putOursBack();
  const why = after.kind === 'unreadable' ? after.reason : said.text;
  const text = `${formatCidr(row.destination)} could not be put back on ${row.interface} (${why})${ours}`;
  return said.kind === 'refused' ? refused(text, byHand) : failed(text);

  async function putOursBack(): Promise<string> {
    const back = await tools.change(['add', ...target, '-interface', owner]);
    return back.kind === 'done' || back.kind === 'file-exists'
      ? `; it stays on ${owner}`
      : `; and ${formatCidr(network)} could not be put back on ${owner}`;
  }
}

/** Every part of it ends up in a command run as root. */
function objectionTo({ network, owner, row }: RouteRestoration): string | undefined {
  const range = formatCidr(network);
  if (network.length < 8 || !isPrivate(network)) return `${range} is not a private network`;
  if (row.destination.length < network.length || !contains(network, row.destination.address))
    return `${formatCidr(row.destination)} does not lie inside ${range}`;
  const name = [owner, row.interface].find((one) => !interfaceName.test(one));
  return name === undefined ? undefined : `${JSON.stringify(name)} is not an interface name`;
}

function hasRow({ rows, interfaceWidth }: RouteTable, row: RemovedRow): boolean {
  return rows.some(
    (one: RouteRow) =>
      counts(one) &&
      sameCidr(one.destination, row.destination) &&
      mayBe(one.interface, row.interface, interfaceWidth) &&
      (row.refusal === undefined || row.refusal === refusalOf(one)) &&
      (row.gateway === undefined || (one.gateway.kind === 'address' && one.gateway.address === row.gateway)),
  );
}

function targetOf({ destination }: RemovedRow): readonly string[] {
  return destination.length === 32
    ? ['-host', formatIpv4(destination.address)]
    : ['-net', formatCidr(destination)];
}

function wayOf({ gateway, interface: name, refusal }: RemovedRow): readonly string[] {
  const way = gateway === undefined ? ['-interface', name] : [formatIpv4(gateway)];
  return refusal === undefined ? way : [...way, `-${refusal}`];
}

function refused(text: string, byHand: string): ChangeResult {
  return { kind: 'refused', reason: `routes may not be changed by this user (${text}); by hand: ${byHand}` };
}

function failed(reason: string): ChangeResult {
  return { kind: 'failed', reason };
}
