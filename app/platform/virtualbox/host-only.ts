import type { HostOnlyNetwork } from '../../ports.ts';
import { cidr, formatIpv4, lengthOfMask, maskOf, parseIpv4, type Cidr } from '../../route/cidr.ts';

/**
 * Reads `VBoxManage list hostonlyifs`: records of `Key:   value` lines, each beginning with `Name:`.
 * An adapter without an address (it loses it with its last VM) has no network to speak of and is left out;
 * whoever wants to restore it knows its name from the VM.
 */
export function parseHostOnlyAdapters(output: string): HostOnlyNetwork[] {
  return records(output).flatMap((record) => {
    const address = record.get('IPAddress') ?? '';
    const network = networkOf(address, record.get('NetworkMask'));
    const name = record.get('Name') ?? '';
    if (network === undefined || name === '') return [];
    const up = record.get('Status')?.toLowerCase() === 'up';
    return [{ kind: 'adapter' as const, name, network, hostAddress: address, up }];
  });
}

/**
 * Reads `VBoxManage list hostonlynets` (VirtualBox 7 and later). The Mac's own address is not in it: the
 * operating system gives it to a bridge when the first VM starts.
 */
export function parseHostOnlyNetworks(output: string): HostOnlyNetwork[] {
  return records(output).flatMap((record) => {
    const network = networkOf(record.get('LowerIP') ?? '', record.get('NetworkMask'));
    const name = record.get('Name') ?? '';
    if (network === undefined || name === '') return [];
    const up = record.get('State')?.toLowerCase() === 'enabled';
    return [{ kind: 'network' as const, name, network, up }];
  });
}

/** `hostonlynets` prints an empty line inside each record, so only `Name:` begins one. */
function records(output: string): ReadonlyMap<string, string>[] {
  const all: Map<string, string>[] = [];
  for (const line of output.split(/\r?\n/)) {
    const match = /^([A-Za-z][\w ]*):(?:\s+(.*?))?\s*$/.exec(line);
    if (match === null) continue;
    const [, key = '', value = ''] = match;
    if (key === 'Name') all.push(new Map());
    const record = all.at(-1);
    if (record !== undefined && !record.has(key)) record.set(key, value);
  }
  return all;
}

function networkOf(quad: string, maskText = ''): Cidr | undefined {
  const address = parseIpv4(quad);
  const mask = parseIpv4(maskText);
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  if (address === undefined || address === 0 || length === undefined || length === 0) return undefined;
  return cidr(address, length);
}

/** Dotted netmask of a network, as `hostonlyif ipconfig --netmask` wants it. */
export function netmask(network: Cidr): string {
  return formatIpv4(maskOf(network.length));
}
