import { type Cidr, contains, formatCidr, formatIpv4, isPrivate, maskOf } from './cidr.ts';
import { type InterfaceKind, isHardware, kindOfInterface } from './interface-kind.ts';
import { isHostRow, isRefusing } from './lookup.ts';
import { asLocalNetwork } from './local-network.ts';
import type { RouteRow, RouteTable } from './table.ts';
import { clientOfTunnel, isDockerTunnel, isTunnelsOwn } from './tunnel-in-table.ts';
import { harmless, lost, taken, type TableVerdict } from './verdict.ts';

interface Case {
  readonly table: RouteTable;
  readonly address: number;
  readonly network: Cidr;
  readonly row: RouteRow;
}

/**
 * Judges from a table alone which is all a person may have. Whose network it is cannot be known from it: a
 * row on a tunnel for a whole private network is a hijack unless the table shows that the tunnel owns it.
 */
export function judgeTable(question: {
  table: RouteTable;
  address: number;
  network: Cidr;
  row: RouteRow | undefined;
}): TableVerdict {
  const { table, address, network, row } = question;
  const ip = formatIpv4(address);
  if (!contains(network, address))
    return harmless('elsewhere', `${ip} is not an address of ${formatCidr(network)}.`);
  if (row === undefined)
    return {
      verdict: 'no-route',
      hijacked: false,
      certain: table.rows.length > 0 && reaches(table, network),
      sentence: noRow(table, ip),
    };
  const found = { table, address, network, row };
  if (contains(loopback, address)) return judgeLoopback(found);
  const formerly = formerInterface(found);
  const isVms =
    kindOf(found) === 'vm' ||
    (formerly !== undefined && kindOfInterface(formerly, table.interfaceWidth) === 'vm');
  if (!isLocal(network) && !isVms)
    return harmless('elsewhere', `${ip} leaves by ${row.interface}; it is a public address, not a VM's.`);
  return row.destination.length >= network.length
    ? judgeOwnRow(found)
    : unlessCut(judgeCovering(found), found);
}

const loopback: Cidr = { address: 0x7f000000, length: 8 };

/** The addresses of this computer itself, where every forward listens. */
function judgeLoopback(found: Case): TableVerdict {
  const { address, row } = found;
  const by = `${formatIpv4(address)} leaves by ${row.interface} (${formatCidr(row.destination)})`;
  if (isRefusing(row))
    return taken(`${by}, and that row refuses every packet: nothing on localhost answers.`);
  if (kindOf(found) === 'loopback') return harmless('own', `${by}, this computer itself.`);
  const verdict = taken(`${by} and not by lo0: nothing on localhost answers, a forward to a VM neither.`);
  // A Mac always has rows for it; where none is to be seen, they may have been left out.
  return { ...verdict, certain: row.destination.length >= loopback.length };
}

/**
 * netstat prints in the order of the addresses, and every Mac has rows for multicast at the end: a table that stops
 * before the network may have lost the network's own row.
 */
function reaches({ rows }: RouteTable, network: Cidr): boolean {
  return rows.some(({ destination }) => destination.address > network.address);
}

function unlessCut(verdict: TableVerdict, { table, network }: Case): TableVerdict {
  if (reaches(table, network)) return verdict;
  const sentence = `${verdict.sentence} The table ends before ${formatCidr(network)}, so it may have been cut off.`;
  return { ...verdict, certain: false, sentence };
}

function noRow(table: RouteTable, ip: string): string {
  if (table.rows.length === 0)
    return `The table has only IPv6 rows, so it says nothing about ${ip}; netstat -nr -f inet prints the others.`;
  return `No row of this table carries ${ip}; rows bound to an interface scope do not count for an ordinary connection.`;
}

function judgeOwnRow(found: Case): TableVerdict {
  const { address, row } = found;
  const ip = formatIpv4(address);
  const by = `${ip} leaves by ${row.interface} (${formatCidr(row.destination)})`;
  if (isRefusing(row)) return taken(`${by}, and ${refuses(found)}`);
  switch (kindOf(found)) {
    case 'vm':
      return harmless('own', `${by}, the VM network's own interface: nothing is wrong with the route.`);
    case 'loopback':
      return isHostRow(row)
        ? harmless('own', `${ip} is an address of this computer itself.`)
        : taken(`${by}: everything for it ends in the computer itself.`);
    case 'tunnel':
      return judgeTunnel(found, by);
    case 'physical':
      return judgePhysical(found, by);
  }
}

function vpn(found: Case): string {
  return clientOfTunnel(found.table, found.row.interface) ?? 'a VPN';
}

function intoTunnel(found: Case): string {
  const client = clientOfTunnel(found.table, found.row.interface);
  const into = client === undefined ? 'the VPN' : `the tunnel of ${client}`;
  const formerly = formerInterface(found);
  if (formerly !== undefined)
    return `its packets go into ${into}. The network was on ${formerly}, of which the table still has traces.`;
  return `if a VM has that network, its packets go into ${into}. The table does not show whether the VPN removed the row or it never was there.`;
}

function refuses({ network }: Case): string {
  return `that row refuses every packet: ${formatCidr(network)} is blocked.`;
}

function judgeTunnel(found: Case, by: string): TableVerdict {
  const { network } = found;
  if (isDockerTunnel(found.table, found.row))
    return harmless('tunnel-own', `${by}, a tunnel that docker-mac-net-connect made to reach containers.`);
  const formerly = formerInterface(found);
  if (formerly !== undefined)
    return taken(
      `${by}, a tunnel: ${vpn(found)} took it, for the table still knows ${formatCidr(network)} on ${formerly}.`,
    );
  if (isTunnelsOwn(found.table, found.row))
    return harmless(
      'tunnel-own',
      `${by}, and that is the tunnel's own network: no hijack, unless a VM was meant to have the same numbers.`,
    );
  return {
    ...taken(`${by}, a tunnel and no VM's interface: if a VM has that network, ${vpn(found)} took it.`),
    certain: false,
  };
}

function judgePhysical(found: Case, by: string): TableVerdict {
  const { row, network } = found;
  const formerly = formerInterface(found);
  if (formerly !== undefined)
    return taken(`${by}; the table still knows ${formatCidr(network)} on ${formerly}.`);
  if (!isHardware(row.interface))
    return {
      ...taken(`${by}, which is no VM's interface and has no name of hardware: it may be a VPN's tunnel.`),
      certain: false,
    };
  if (row.flags.includes('G'))
    return taken(
      `${by} through a gateway of the local network, which does not lead to a VM on this computer.`,
    );
  return harmless(
    'own',
    `${by}, to which that network is connected directly${asLocalNetwork(found.table, found.row)}.`,
  );
}

function judgeCovering(found: Case): TableVerdict {
  const { address, network, row } = found;
  const ip = formatIpv4(address);
  const name = formatCidr(network);
  const by = row.destination.length === 0 ? 'the default route' : formatCidr(row.destination);
  const falls = `${name} has no row of its own, so ${ip} follows ${by} to ${row.interface}`;
  if (isRefusing(row) && kindOf(found) !== 'vm')
    return { ...lost(`${falls}, and ${refuses(found)}`), hijacked: true };
  switch (kindOf(found)) {
    case 'tunnel':
      return isDockerTunnel(found.table, found.row)
        ? harmless('tunnel-own', `${falls}, a tunnel that docker-mac-net-connect made to reach containers.`)
        : { ...lost(`${falls}, a tunnel: ${intoTunnel(found)}`), hijacked: true, certain: false };
    case 'vm':
      return row.destination.length === 0
        ? lost(`${falls}.`)
        : harmless('own', `${falls}, an interface of VMs.`);
    case 'loopback':
      return lost(`${falls}, this computer itself.`);
    case 'physical':
      if (!isHardware(row.interface) && row.destination.length > 0)
        return {
          ...lost(`${falls}, which has no name of hardware: it may be a VPN's tunnel.`),
          hijacked: true,
          certain: false,
        };
      return row.flags.includes('G')
        ? lost(`${falls}: the row of the VM network is missing, and no tunnel took it.`)
        : harmless(
            'elsewhere',
            `${ip} lies in ${by}, to which ${row.interface} is connected directly${asLocalNetwork(found.table, found.row)}.`,
          );
  }
}

function kindOf({ table, row }: Case): InterfaceKind {
  return kindOfInterface(row.interface, table.interfaceWidth);
}

/**
 * An interface whose row for the network is still there, bound to its scope or as a clone: VPN clients that
 * move a network leave the original behind in that form. Two physical interfaces in one network are ordinary
 * (cable and Wi-Fi), so from a physical interface only a VM's can have lost it.
 */
function formerInterface(found: Case): string | undefined {
  const { table, network, row } = found;
  const fromPhysical = kindOf(found) === 'physical';
  return table.rows.find((one) => {
    const inside = one.destination.length >= network.length && contains(network, one.destination.address);
    if (!inside || one.interface === row.interface) return false;
    const kind = kindOfInterface(one.interface, table.interfaceWidth);
    return kind === 'vm' || (kind === 'physical' && one.scoped && !fromPhysical);
  })?.interface;
}

/** Private, or of the ranges that are shared or used inside one network only (OrbStack's machines are in the last). */
function isLocal(network: Cidr): boolean {
  if (isPrivate(network)) return true;
  const shared = network.length >= 10 && (network.address & maskOf(10)) >>> 0 === 0x64400000;
  const linkLocal = network.length >= 16 && (network.address & maskOf(16)) >>> 0 === 0xa9fe0000;
  const forTests = network.length >= 15 && (network.address & maskOf(15)) >>> 0 === 0xc6120000;
  return shared || linkLocal || forTests;
}
