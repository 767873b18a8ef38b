import type { RemovedRow, Routing } from '../../ports.ts';
import { formatCidr, parseCidr, sameCidr, type Cidr } from '../../route/cidr.ts';
import { counts } from '../../route/lookup.ts';
import { mayBe } from '../../route/table.ts';
import { describeRow, readRemovedRows, stands } from '../../reconcile/steps/removed-rows.ts';
import { asStep, made, notMade, open, putBack, type Cut, type Found } from './found.ts';

interface Repair {
  readonly network: Cidr;
  readonly owner: string;
  readonly rows: readonly RemovedRow[];
}

/**
 * A repair that was cut may have removed the VPN's row and not added ours: then nobody has the network. It is
 * finished where repairs are allowed, and otherwise the VPN's rows go back.
 */
export async function recoverRoute(cut: Cut): Promise<Found> {
  const { undo } = cut.entry;
  const network = parseCidr(String(undo['network']));
  const owner = undo['interface'];
  if (network === undefined || typeof owner !== 'string')
    return notMade('the journal does not say which route it was');
  const repair = { network, owner, rows: readRemovedRows(undo['rows']) ?? [] };
  const first = await judge(cut.parts.hands.routing, repair);
  if (first.kind !== 'half') return first;
  return asStep(cut, 'repair-route', async ({ routing }) => {
    // The loop may have been quicker.
    const now = await judge(routing, repair);
    return now.kind === 'half' ? finish(cut, routing, { ...repair, missing: now.missing }) : now;
  });
}

type Judged = Found | { readonly kind: 'half'; readonly missing: readonly RemovedRow[] };

async function judge(routing: Routing, { network, owner, rows }: Repair): Promise<Judged> {
  const [table, interfaces] = await Promise.all([routing.readTable(), routing.readInterfaces()]);
  if (table.kind === 'unreadable') return open(table.reason);
  if (interfaces.kind === 'unreadable') return open(interfaces.reason);
  const range = formatCidr(network);
  const isOurs = table.value.rows.some(
    (row) =>
      counts(row) &&
      sameCidr(row.destination, network) &&
      mayBe(row.interface, owner, table.value.interfaceWidth),
  );
  const live = rows.filter((row) => interfaces.value.some(({ name, up }) => up && name === row.interface));
  const missing = live.filter((row) => !stands(table.value, row));
  if (isOurs && missing.length === live.length) return made(`${range} goes over ${owner}`);
  // Longer prefixes win although ours is there: that is how it was before.
  if (missing.length > 0) return { kind: 'half', missing };
  if (live.length > 0) return notMade(`${live.map(describeRow).join(', ')} is there as before`);
  return notMade(
    rows.length === 0
      ? `${range} has no row on ${owner}, as before`
      : `${[...new Set(rows.map((row) => row.interface))].join(', ')} is gone, and its rows with it`,
  );
}

async function finish(
  { parts }: Cut,
  routing: Routing,
  { network, owner, rows, missing }: Repair & { readonly missing: readonly RemovedRow[] },
): Promise<Found> {
  const { settings } = parts.live;
  const mayRepair = settings.autoRepair && settings['route.repair'] === 'auto';
  const range = formatCidr(network);
  const reasons: string[] = [];
  if (mayRepair) {
    const result = await routing.repair({ network, interface: owner, inTheWay: rows });
    if (result.kind === 'done') return made(`half of it was there; ${range} goes over ${owner} now`);
    reasons.push(result.reason);
  }
  for (const row of missing) {
    const result = await routing.restore({ network, owner, row });
    if (result.kind !== 'done') return open([...reasons, result.reason].join('; '));
  }
  return missing.length === 0
    ? open(reasons.join('; ') || `${range} is half repaired, and repairs are switched off`)
    : putBack(`half of it was there; ${missing.map(describeRow).join(', ')} is back`);
}
