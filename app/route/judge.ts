import type { Reading } from '../reading.ts';
import { type Cidr, contains, formatCidr, formatIpv4 } from './cidr.ts';
import { counts, isRefusing, lookUp } from './lookup.ts';
import { ownerOf } from './owner.ts';
import { formatRow } from './row-text.ts';
import { type KernelAnswer, type NetworkInterface, type RouteRow, type RouteTable, mayBe } from './table.ts';

export interface RouteQuestion {
  readonly table: Reading<RouteTable>;
  /** The kernel's own answer for `guest`. */
  readonly answer: Reading<KernelAnswer>;
  readonly interfaces: Reading<readonly NetworkInterface[]>;
  /** Guest IP, unsigned 32 bit; inside `network`. */
  readonly guest: number;
  /** The machine's host-only network. */
  readonly network: Cidr;
  /** Interface the machine's configuration names, when it names one. */
  readonly adapter?: string | undefined;
}

export interface RouteJudgement {
  /**
   * own: the guest is reached by the interface that owns its network · taken: a row as long as the network
   * or longer sends it elsewhere · lost: the network has no row, the guest falls to a shorter one or to
   * none · no-network: there is no interface to send it by · unknown: not to be acted upon.
   */
  readonly kind: 'own' | 'taken' | 'lost' | 'no-network' | 'unknown';
  /** Interface that owns the network, once known. */
  readonly owner?: string;
  /** The row that carries the guest by the table. */
  readonly row?: RouteRow;
  /** Rows to remove before ours can stand: inside the network, carrying the guest, on other interfaces. */
  readonly inTheWay: readonly RouteRow[];
  /** Interface the kernel alone names, where the table could not be read. */
  readonly kernelSays?: string;
  /** Whether the table's look-up and the kernel's answer name the same interface. */
  readonly agreement: boolean;
  /** A witness could not be heard, as against two that disagree. */
  readonly isUnread?: true;
  /** One clause for people and the log. */
  readonly reason: string;
}

/**
 * Where the guest's packets go, by two witnesses: the table's longest prefix and the kernel's own answer.
 * Only both together make a hijack, because each can mislead alone (a table read half a second earlier, a
 * Network Extension that overrides the table); the kernel alone is enough for "all is well".
 */
export function judgeRoute(question: RouteQuestion): RouteJudgement {
  const { table, answer, interfaces, guest, network } = question;
  for (const reading of [interfaces, table, answer])
    if (reading.kind === 'unreadable')
      return { ...unknown(reading.reason), isUnread: true, ...kernelAlone(answer) };
  if (interfaces.kind !== 'read' || table.kind !== 'read' || answer.kind !== 'read')
    return unknown('a part of the routing could not be read');
  if (!contains(network, guest))
    return unknown(`the guest IP ${formatIpv4(guest)} is not in ${formatCidr(network)}`);

  const owner = ownerOf({ interfaces: interfaces.value, network, adapter: question.adapter });
  if (owner.kind === 'none')
    return { kind: 'no-network', inTheWay: [], agreement: true, reason: owner.reason };
  return judgeBetween({
    table: table.value,
    answer: answer.value,
    owner: owner.interface.name,
    own: owner.interface.addresses.map(({ address }) => address),
    guest,
    network,
  });
}

function kernelAlone(answer: Reading<KernelAnswer>): Pick<RouteJudgement, 'kernelSays'> {
  return answer.kind === 'read' && answer.value.kind === 'route'
    ? { kernelSays: answer.value.interface }
    : {};
}

interface Witnesses {
  readonly table: RouteTable;
  readonly answer: KernelAnswer;
  readonly owner: string;
  /** The owner's own addresses. */
  readonly own: readonly number[];
  readonly guest: number;
  readonly network: Cidr;
}

/** What is wrong with a row for the network that is on the right interface; undefined when nothing is. */
function faultOf(row: RouteRow, { own }: Pick<Witnesses, 'own'>): 'refuses' | 'detour' | undefined {
  if (isRefusing(row)) return 'refuses';
  // The guest is a neighbour: through a gateway its packets go to another neighbour, or to nobody.
  return row.gateway.kind === 'address' && !own.includes(row.gateway.address) ? 'detour' : undefined;
}

function judgeBetween(witnesses: Witnesses): RouteJudgement {
  const { table, answer, owner, guest, network } = witnesses;
  const row = lookUp(table, guest);
  const agreement = agree({ table, answer, row, guest });
  const known = { owner, agreement, ...(row === undefined ? {} : { row }) };
  const guestText = formatIpv4(guest);

  const fault =
    agreement && row !== undefined && row.destination.length >= network.length
      ? faultOf(row, witnesses)
      : undefined;
  if (answer.kind === 'route' && answer.interface === owner && fault === undefined)
    return { kind: 'own', ...known, inTheWay: [], reason: `${guestText} leaves by ${owner}` };
  if (!agreement)
    return {
      kind: 'unknown',
      ...known,
      inTheWay: [],
      reason: `the table and the kernel disagree about ${guestText}: ${row === undefined ? 'no row' : formatRow(row)} against ${answer.kind === 'route' ? answer.interface : 'no route'}`,
    };
  if (row !== undefined && row.destination.length >= network.length)
    return {
      kind: 'taken',
      ...known,
      inTheWay: rowsInTheWay(witnesses),
      reason:
        fault === 'refuses'
          ? `${formatRow(row)} refuses every packet to ${guestText}`
          : answer.kind === 'route' && answer.interface === owner
            ? `${formatRow(row)} sends ${guestText} to a gateway, although it is in the network of ${owner} itself`
            : `${formatRow(row)} takes ${guestText} from ${owner}`,
    };
  const fallsTo = row === undefined ? 'no row' : formatRow(row);
  return {
    kind: 'lost',
    ...known,
    inTheWay: [],
    reason: `${formatCidr(network)} has no row of its own on ${owner}; ${guestText} falls to ${fallsTo}`,
  };
}

function agree(found: {
  table: RouteTable;
  answer: KernelAnswer;
  row: RouteRow | undefined;
  guest: number;
}): boolean {
  const { table, answer, row, guest } = found;
  const isAnswer = (one: RouteRow): boolean =>
    answer.kind === 'route' && mayBe(one.interface, answer.interface, table.interfaceWidth);
  if (row !== undefined) return isAnswer(row);
  if (answer.kind === 'no-route') return true;
  // Without any unscoped match the kernel searches the rows of the primary interface, scoped ones too.
  return table.rows.some((one) => one.scoped && contains(one.destination, guest) && isAnswer(one));
}

/**
 * Rows that have to go before the network's own row carries the guest: the same prefix or a longer one around
 * the guest, on another interface, or refusing or through a gateway on its own. Longer prefixes beside the guest carve out other addresses; they are
 * somebody's business and stay.
 */
function rowsInTheWay(witnesses: Witnesses): readonly RouteRow[] {
  const { table, answer, owner, guest, network } = witnesses;
  return table.rows.filter((row) => {
    const inside = row.destination.length >= network.length && contains(row.destination, guest);
    if (!counts(row) || !inside) return false;
    // A cut name may stand for the owner or for its neighbour (vboxnet): the kernel's answer tells.
    const isOther = !mayBe(row.interface, owner, table.interfaceWidth);
    const isAnswer = answer.kind === 'route' && mayBe(row.interface, answer.interface, table.interfaceWidth);
    // On the owner, what the kernel answers with is in the way only when it leads nowhere.
    return isOther || (isAnswer && (answer.interface !== owner || faultOf(row, witnesses) !== undefined));
  });
}

function unknown(reason: string): RouteJudgement {
  return { kind: 'unknown', inTheWay: [], agreement: false, reason };
}
