import { valueOf } from '../../reading.ts';
import { formatCidr, parseCidr, type Cidr } from '../../route/cidr.ts';
import type { RemovedRow, Routing } from '../../ports.ts';
import { describeRow, readRemovedRows, stands } from '../../reconcile/steps/removed-rows.ts';
import { vpnNamesOf, type Observation } from '../../reconcile/observation.ts';
import { cannot, nothing, type Acted, type Plan, type UndoRequest } from './plan.ts';

/** The part of UndoParts that routes need. */
export interface RouteParts {
  readonly keeper: {
    readonly observation: Pick<Observation, 'vpns'> | undefined;
    readonly ledger: { leaveRoutes(): void };
  };
  readonly hands: { readonly routing: Pick<Routing, 'readTable' | 'readInterfaces' | 'restore'> };
}

/**
 * A repair: the rows it removed come back as they were, by interface or by gateway, as long as their tunnel is
 * there; ours makes way for a row of the same prefix. A row that refuses has no tunnel that could be gone: it lies on
 * the loopback. It comes back as long as the VPN is there that was when it was removed; later nobody would take it away.
 */
export async function planRoute(parts: RouteParts, { entry }: Pick<UndoRequest, 'entry'>): Promise<Plan> {
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
  const left = whoLeft(parts, entry.undo['vpns']);
  const live = rows.filter(
    (row) =>
      interfaces.value.some(({ name: one, up }) => one === row.interface && up) &&
      (row.refusal === undefined || left === undefined),
  );
  if (live.length === 0) {
    const tunnels = rows.filter(({ refusal }) => refusal === undefined).map((row) => row.interface);
    const gone =
      tunnels.length === 0 && left !== undefined
        ? left
        : [...new Set(rows.map((row) => row.interface))].join(', ');
    return nothing(`${gone} is gone, and its rows with it`);
  }
  const missing = live.filter((row) => !stands(table.value, row));
  if (missing.length === 0) return nothing(`${name} goes the way it went before`);
  const text = missing.map(describeRow).join(', ');
  return { kind: 'act', text: `put back ${text}`, act: () => putBack(parts, { network, owner, missing }) };
}

/** The VPNs of that time, when none of them is connected now; undefined when one is, or it is not known. */
function whoLeft({ keeper }: RouteParts, then: unknown): string | undefined {
  const now = vpnNamesOf(keeper.observation);
  if (!Array.isArray(then) || then.length === 0 || now === undefined) return undefined;
  return then.some((name) => now.includes(String(name))) ? undefined : then.join(', ');
}

interface PutBack {
  readonly network: Cidr;
  readonly owner: string;
  readonly missing: readonly RemovedRow[];
}

async function putBack({ keeper, hands }: RouteParts, { network, owner, missing }: PutBack): Promise<Acted> {
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
