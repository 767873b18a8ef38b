import type { Ran, Run } from '../platform/process/run.ts';
import { formatCidr, formatIpv4, parseIpv4 } from '../route/cidr.ts';
import { parsed, type MemoryKernel, type MemoryRow } from './memory-kernel.ts';

export interface ScriptedIp {
  /** Answers as `ip` of iproute2 6.1, and as `sudo -n ip`. */
  readonly run: Run;
  /** Argument vectors seen, `sudo -n` included. */
  readonly seen: string[];
  /** What changing commands print on standard error instead of changing anything. */
  refusal: string | undefined;
  /** What reading commands print instead of an answer. */
  nonsense: string | undefined;
}

/** A scripted `ip` over a kernel in memory: the texts and exit codes of the real one. */
export function scriptedIp(kernel: MemoryKernel): ScriptedIp {
  const script: ScriptedIp = {
    run: (file, args) => {
      const words = file.endsWith('sudo') ? args.slice(2) : args;
      script.seen.push([file, ...args].join(' '));
      return Promise.resolve(answer(words));
    },
    seen: [],
    refusal: undefined,
    nonsense: undefined,
  };

  const answer = (words: readonly string[]): Ran => {
    const reading = words[0] === '-j';
    if (reading && script.nonsense !== undefined) return printed(script.nonsense);
    if (!reading && script.refusal !== undefined) return complained(script.refusal, 2);
    if (words.includes('addr')) return printed(JSON.stringify(kernel.interfaces.map(addressRecord)));
    if (words.includes('show')) return printed(JSON.stringify(kernel.rows.map(routeRecord)));
    if (words.includes('get')) return look(words.at(-1) ?? '');
    return change(words);
  };

  const look = (address: string): Ran => {
    const row = kernel.lookUp(parseIpv4(address) ?? 0);
    if (row === undefined) return complained('RTNETLINK answers: Network is unreachable', 2);
    return printed(JSON.stringify([{ dst: address, dev: row.interface, flags: [], uid: 0, cache: [] }]));
  };

  const change = (words: readonly string[]): Ran => {
    const [, verb, network = ''] = words;
    const device = words[words.indexOf('dev') + 1] ?? '';
    const via = words.includes('via') ? parseIpv4(words[words.indexOf('via') + 1] ?? '') : undefined;
    if (verb === 'replace') {
      if (!kernel.interfaces.some(({ name }) => name === device))
        return complained(`Cannot find device "${device}"`, 1);
      kernel.put(parsed(network), device, via);
    } else if (!kernel.remove(parsed(network), device))
      return complained('RTNETLINK answers: No such process', 2);
    return printed('');
  };
  return script;
}

function routeRecord(row: MemoryRow): object {
  const { destination } = row;
  const dst = destination.length === 32 ? formatIpv4(destination.address) : formatCidr(destination);
  const by = row.gateway === undefined ? { scope: 'link' } : { gateway: formatIpv4(row.gateway) };
  return { dst: destination.length === 0 ? 'default' : dst, dev: row.interface, ...by, flags: [] };
}

function addressRecord(known: MemoryKernel['interfaces'][number]): object {
  return {
    ifname: known.name,
    flags: [...(known.pointToPoint ? ['POINTOPOINT'] : ['BROADCAST']), ...(known.up ? ['UP'] : [])],
    mtu: known.mtu,
    addr_info: known.addresses.map((own) => ({
      family: 'inet',
      local: formatIpv4(own.address),
      prefixlen: own.network.length,
    })),
  };
}

function printed(stdout: string): Ran {
  return { kind: 'ran', exitCode: 0, stdout, stderr: '' };
}

function complained(stderr: string, exitCode: number): Ran {
  return { kind: 'ran', exitCode, stdout: '', stderr: `${stderr}\n` };
}
