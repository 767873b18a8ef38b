import { valueOf } from '../../reading.ts';
import { formatCidr, parseCidr, type Cidr } from '../../route/cidr.ts';
import type { RemovedRow } from '../../ports.ts';
import { describeRow, readRemovedRows, stands } from '../../reconcile/steps/removed-rows.ts';
import { cannot, nothing, type Acted, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/**
 * A repair: the rows it removed come back as they were, by interface or by gateway, as long as their tunnel is
 * there; ours makes way for a row of the same prefix.
 */
export async function planRoute(parts: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const network = parseCidr(String(entry.undo['network']));
  const owner = entry.undo['interface'];
  const rows = readRemovedRows(entry.undo['rows']);
  if (network === undefined || typeof owner !== 'string')
    return cannot('the journal does not say which route it was');
  if (rows === undefined) return cannot('the journal of that version does not say which rows were removed');
  const name = formatCidr(network);
  if (rows.length === 0) return nothing(`${name} had no row before, and nothing is gained by removing it`);
  const { routing } = parts.hands;
  const [table, interfaces] = await Promise.all([routing.readTable(), routing.readInterfaces()]);
  if (table.kind === 'unreadable') return cannot(table.reason);
  if (interfaces.kind === 'unreadable') return cannot(interfaces.reason);
  const live = rows.filter((row) =>
    interfaces.value.some(({ name: one, up }) => one === row.interface && up),
  );
  if (live.length === 0) {
    const gone = [...new Set(rows.map((row) => row.interface))].join(', ');
    return nothing(`${gone} is gone, and its rows with it`);
  }
  const missing = live.filter((row) => !stands(table.value, row));
  if (missing.length === 0) return nothing(`${name} goes the way it went before`);
  const text = missing.map(describeRow).join(', ');
  return { kind: 'act', text: `put back ${text}`, act: () => putBack(parts, { network, owner, missing }) };
}

interface PutBack {
  readonly network: Cidr;
  readonly owner: string;
  readonly missing: readonly RemovedRow[];
}

async function putBack({ keeper, hands }: UndoParts, { network, owner, missing }: PutBack): Promise<Acted> {
  // The loop would take it for a hijack, and repair it at once.
  keeper.ledger.leaveRoutes();
  const texts: string[] = [];
  for (const row of missing) {
    const result = await hands.routing.restore({ network, owner, row });
    const table = valueOf(await hands.routing.readTable());
    const isBack = table !== undefined && stands(table, row);
    if (!isBack)
      return { ok: false, text: result.kind === 'done' ? `${describeRow(row)} did not stay` : result.reason };
    texts.push(`${describeRow(row)} again`);
  }
  return { ok: true, text: `${texts.join(', ')}; Fairlead leaves it there until the VPN disconnects` };
}
