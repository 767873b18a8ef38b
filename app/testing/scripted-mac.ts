import type { Ran, Run } from '../platform/process/run.ts';
import { formatCidr, formatIpv4, maskOf, parseIpv4, type Cidr } from '../route/cidr.ts';
import { parsed, type MemoryKernel, type MemoryRow } from './memory-kernel.ts';

export interface ScriptedMac {
  /** Answers as netstat, route and ifconfig of macOS 14, and as `sudo -n route`. */
  readonly run: Run;
  /** What sudo says instead of running anything. */
  refusal: string | undefined;
  /** What reading commands print instead of an answer. */
  nonsense: string | undefined;
}

/**
 * Scripted macOS commands over a kernel in memory: their forms, and `route` that exits 0 when the kernel
 * refuses, as network_cmds' route.c does. Every destination is printed with its length, which netstat does
 * for all but class-natural networks.
 */
export function scriptedMac(kernel: MemoryKernel): ScriptedMac {
  const script: ScriptedMac = {
    run: (file, args) => Promise.resolve(file.endsWith('sudo') ? asRoot(args.slice(2)) : asUser(file, args)),
    refusal: undefined,
    nonsense: undefined,
  };

  const asUser = (file: string, args: readonly string[]): Ran => {
    if (script.nonsense !== undefined) return printed(script.nonsense);
    if (file.endsWith('netstat')) return printed(table(kernel.rows));
    if (file.endsWith('ifconfig')) return printed(kernel.interfaces.map(interfaceText).join(''));
    return look(args.at(-1) ?? '');
  };

  const look = (address: string): Ran => {
    const row = kernel.lookUp(parseIpv4(address) ?? 0);
    if (row === undefined)
      return { ...printed(''), stderr: 'route: writing to routing socket: not in table\n' };
    const { destination } = row;
    return printed(
      [
        `   route to: ${address}`,
        `destination: ${destination.length === 0 ? 'default' : formatIpv4(destination.address)}`,
        ...(destination.length === 32 ? [] : [`       mask: ${formatIpv4(maskOf(destination.length))}`]),
        `  interface: ${row.interface}`,
        '      flags: <UP,DONE,STATIC>',
        ' recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire',
        '       0         0         0         0         0         0      1500         0 ',
        '',
      ].join('\n'),
    );
  };

  const asRoot = (args: readonly string[]): Ran => {
    if (script.refusal !== undefined)
      return { kind: 'ran', exitCode: 1, stdout: '', stderr: `${script.refusal}\n` };
    const [, verb = '', kind, target = ''] = args;
    const network = parsed(kind === '-host' ? `${target}/32` : target);
    const gateway = args.at(-1) ?? '';
    const fault = verb === 'add' ? added(network, gateway) : removed(network);
    const name = formatIpv4(network.address);
    const text = verb === 'add' ? `add net ${name}: gateway ${gateway}` : `delete net ${name}`;
    if (fault === undefined) return printed(`${text}\n`);
    return { ...printed(`${text}: ${fault}\n`), stderr: `route: writing to routing socket: ${fault}\n` };
  };

  const added = (network: Cidr, name: string): string | undefined => {
    if (kernel.find(network) !== undefined) return 'File exists';
    const hop = parseIpv4(name);
    if (hop !== undefined) {
      const by = kernel.lookUp(hop)?.interface;
      if (by === undefined) return 'Network is unreachable';
      kernel.put(network, by, hop);
      return undefined;
    }
    if (!kernel.interfaces.some((one) => one.name === name)) return 'Network is unreachable';
    kernel.put(network, name);
    return undefined;
  };

  const removed = (network: Cidr): string | undefined =>
    kernel.remove(network) ? undefined : 'not in table';
  return script;
}

function table(rows: readonly MemoryRow[]): string {
  const lines = rows.map((row, index) => {
    const isHost = row.destination.length === 32;
    const destination =
      row.destination.length === 0
        ? 'default'
        : isHost
          ? formatIpv4(row.destination.address)
          : formatCidr(row.destination);
    const gateway = row.gateway === undefined ? `link#${index + 5}` : formatIpv4(row.gateway);
    const flags = `U${row.gateway === undefined ? '' : 'G'}${isHost ? 'H' : 'C'}S`;
    return `${destination.padEnd(18)} ${gateway.padEnd(18)} ${flags.padEnd(10)} ${row.interface.padStart(14)}       `;
  });
  const header = `${'Destination'.padEnd(18)} ${'Gateway'.padEnd(18)} ${'Flags'.padEnd(10)} ${'Netif'.padStart(14)} Expire`;
  return ['Routing tables', '', 'Internet:', header, ...lines, ''].join('\n');
}

function interfaceText(known: MemoryKernel['interfaces'][number]): string {
  const flags = known.pointToPoint
    ? '8051<UP,POINTOPOINT,RUNNING,MULTICAST>'
    : '8943<UP,BROADCAST,RUNNING,PROMISC,SIMPLEX,MULTICAST>';
  const lines = known.addresses.map(({ address, network }) => {
    const mask = `0x${maskOf(network.length).toString(16).padStart(8, '0')}`;
    return known.pointToPoint
      ? `\tinet ${formatIpv4(address)} --> ${formatIpv4(address)} netmask ${mask}\n`
      : `\tinet ${formatIpv4(address)} netmask ${mask} broadcast 192.168.99.255\n`;
  });
  return `${known.name}: flags=${flags} mtu ${known.mtu ?? 1500}\n${lines.join('')}`;
}

function printed(stdout: string): Ran & { readonly kind: 'ran' } {
  return { kind: 'ran', exitCode: 0, stdout, stderr: '' };
}
