import { valueOf } from '../../reading.ts';
import { formatCidr, parseCidr, sameCidr, type Cidr } from '../../route/cidr.ts';
import { counts } from '../../route/lookup.ts';
import type { RouteTable } from '../../route/table.ts';
import { cannot, nothing, type Acted, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

interface Row {
  readonly destination: Cidr;
  readonly interface: string;
}

/**
 * A repair: the rows it removed come back, as long as their tunnel is there. The repair itself is turned round for
 * it, with all its checks: a row of the machine's own network, over the interface that had it.
 */
export async function planRoute(parts: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const network = parseCidr(String(entry.undo['network']));
  const rows = rowsOf(entry.undo['rows']);
  if (network === undefined) return cannot('the journal does not say which route it was');
  if (rows === undefined) return cannot('the journal of that version does not say which rows were removed');
  const name = formatCidr(network);
  if (rows.length === 0) return nothing(`${name} had no row before, and nothing is gained by removing it`);
  const [table, interfaces] = await Promise.all([
    parts.hands.routing.readTable(),
    parts.hands.routing.readInterfaces(),
  ]);
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
  const text = missing.map((row) => `${formatCidr(row.destination)} over ${row.interface}`).join(', ');
  return { kind: 'act', text: `put back ${text}`, act: () => putBack(parts, missing) };
}

async function putBack({ keeper, hands }: UndoParts, rows: readonly Row[]): Promise<Acted> {
  // The loop would take it for a hijack, and repair it at once.
  keeper.ledger.leaveRoutes();
  const texts: string[] = [];
  for (const row of rows) {
    const result = await hands.routing.repair({
      network: row.destination,
      interface: row.interface,
      inTheWay: [],
    });
    const table = valueOf(await hands.routing.readTable());
    const isBack = table !== undefined && stands(table, row);
    if (result.kind !== 'done' && !isBack) return { ok: false, text: result.reason };
    texts.push(`${formatCidr(row.destination)} goes over ${row.interface} again`);
  }
  return { ok: true, text: `${texts.join(', ')}; Fairlead leaves it there until the VPN disconnects` };
}

function stands(table: RouteTable, row: Row): boolean {
  return table.rows.some(
    (one) => counts(one) && one.interface === row.interface && sameCidr(one.destination, row.destination),
  );
}

/** `192.168.99.0/24 utun2`. */
function rowsOf(texts: unknown): readonly Row[] | undefined {
  if (!Array.isArray(texts)) return undefined;
  return texts.flatMap((text) => {
    const [range = '', name = ''] = String(text).split(' ');
    const destination = parseCidr(range);
    return destination === undefined || name === '' ? [] : [{ destination, interface: name }];
  });
}
