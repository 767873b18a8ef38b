import { machineName } from '../../machine/machine.ts';
import type { HostOnlyNetwork, NatRule } from '../../ports.ts';
import { contains, parseIpv4 } from '../../route/cidr.ts';

/**
 * Why something must not become an argument of VBoxManage, as a sentence; undefined when it may. Names come
 * from directories and from other programs' output, and VBoxManage takes a leading `-` for an option and
 * a comma for the next field of a rule.
 */
export function refuseName(name: string): string | undefined {
  return machineName.test(name) ? undefined : `${JSON.stringify(name)} is no name of a machine`;
}

export function refuseRuleName(name: string): string | undefined {
  return /^[a-z0-9][a-z0-9-]*$/.test(name) ? undefined : `${JSON.stringify(name)} is no name for a NAT rule`;
}

export function refuseRule(rule: NatRule): string | undefined {
  const badName = refuseRuleName(rule.name);
  if (badName !== undefined) return badName;
  if (rule.protocol !== 'tcp') return 'a forward is always tcp';
  if (rule.hostIp !== '127.0.0.1') return 'a forward listens on 127.0.0.1 only';
  if (rule.guestIp !== '') return 'a forward leaves the guest address to VirtualBox';
  const badPort = [rule.hostPort, rule.guestPort].find(
    (port) => !Number.isInteger(port) || port < 1 || port > 65_535,
  );
  return badPort === undefined ? undefined : `${badPort} is no port`;
}

export function refuseAdapter(adapter: HostOnlyNetwork): string | undefined {
  if (adapter.kind !== 'adapter') return `${JSON.stringify(adapter.name)} gets its address from macOS`;
  if (!/^vboxnet\d{1,3}$/.test(adapter.name))
    return `${JSON.stringify(adapter.name)} is no host-only adapter of VirtualBox`;
  const address = parseIpv4(adapter.hostAddress ?? '');
  if (address === undefined) return `no address is known that ${adapter.name} should have`;
  if (adapter.network.length < 8 || !contains(adapter.network, address))
    return `${adapter.hostAddress ?? ''} is not an address of the network of ${adapter.name}`;
  return undefined;
}
