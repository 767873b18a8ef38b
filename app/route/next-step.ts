import { type Cidr, formatCidr, overlaps } from './cidr.ts';
import { kindOfInterface } from './interface-kind.ts';
import { counts, isHostRow, isRefusing } from './lookup.ts';
import type { RouteRow, RouteTable } from './table.ts';
import { clientOfTunnel } from './tunnel-in-table.ts';
import type { TableVerdict } from './verdict.ts';

interface Case {
  readonly table: RouteTable;
  readonly network: Cidr;
  readonly row: RouteRow | undefined;
  readonly verdict: TableVerdict;
  /** Nobody named the network or an address of it, so that it may be another one that matters. */
  readonly isGuess: boolean;
}

/** What to type next, and what for: one sentence, for the computer whose table it is. */
export function nextStep(found: Case): string {
  const { table, verdict } = found;
  if (table.rows.length === 0)
    return 'netstat -nr -f inet | fairlead route explain reads the rows that are missing.';
  const others = found.isGuess ? otherVmNetworks(found) : [];
  if (others.length > 0 && !verdict.hijacked) return askAbout(others);
  const step = verdict.hijacked ? whenAstray(found) : unlessAstray(found);
  return others.length === 0 ? step : `${step} ${askAbout(others)}`;
}

/** Linux prints its table in a form of its own; the command that asks its kernel works there too. */
export function whereNoTable(reason: string): string {
  return /\bLinux\b/.test(reason)
    ? 'fairlead route show, on that computer, asks its kernel'
    : 'netstat -nr | fairlead route explain';
}

function whenAstray({ table, row, verdict }: Case): string {
  const back =
    'fairlead fix brings Docker back, by the route where that is allowed and over localhost otherwise';
  const isTunnel =
    row !== undefined &&
    !isRefusing(row) &&
    kindOfInterface(row.interface, table.interfaceWidth) === 'tunnel';
  if (isTunnel && clientOfTunnel(table, row.interface) === undefined)
    return `${back}; fairlead vpn names the VPN.`;
  return verdict.certain || isTunnel ? `${back}.` : `${back}; fairlead vpn shows who is connected.`;
}

function unlessAstray({ table, row, verdict, network }: Case): string {
  switch (verdict.verdict) {
    case 'lost':
    case 'no-route':
      return 'fairlead start starts a machine that is off, and its row comes with it; fairlead fix puts back the row of one that runs.';
    case 'tunnel-own':
      return `fairlead vpn shows whether a machine has the tunnel's numbers; one that has is reached over localhost: fairlead fix.`;
    case 'elsewhere':
      return row !== undefined && isConnected(row)
        ? askOverlaps(network)
        : 'fairlead ls prints the addresses of the machines; fairlead route explain --ip asks about another one.';
    case 'own':
    case 'taken':
      return row !== undefined && kindOfInterface(row.interface, table.interfaceWidth) === 'vm'
        ? 'if Docker does not answer all the same, fairlead doctor finds what else it is: a packet filter, the machine, a certificate.'
        : askOverlaps(network);
  }
}

/** A network that some interface is in itself. */
function isConnected({ destination, flags }: RouteRow): boolean {
  return destination.length > 0 && !flags.includes('G');
}

function askOverlaps(network: Cidr): string {
  return `fairlead vpn shows whether a machine has numbers of ${formatCidr(network)}; one that has is reached over localhost: fairlead fix.`;
}

/** Networks of VM interfaces beside the one that was asked about, as `--network` takes them. */
function otherVmNetworks({ table, network, row }: Case): readonly RouteRow[] {
  if (row !== undefined && row.destination.length >= network.length) return [];
  return table.rows.filter(
    (one) =>
      counts(one) &&
      !isHostRow(one) &&
      one.destination.length >= 16 &&
      one.destination.length <= 30 &&
      !overlaps(one.destination, network) &&
      kindOfInterface(one.interface, table.interfaceWidth) === 'vm',
  );
}

function askAbout(rows: readonly RouteRow[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const name = formatCidr(first.destination);
  const more = rows.length > 1 ? ` (and ${rows.length - 1} more)` : '';
  return `fairlead route explain --network ${name} asks about the VM network that this table has, on ${first.interface}${more}.`;
}
