import type { ChangeResult, HostOnlyNetwork, Hypervisor, NatRule, VmState, VmView } from '../ports.ts';
import { read, unreadable, type Reading } from '../reading.ts';
import { cidr, lengthOfMask, parseIpv4 } from '../route/cidr.ts';
import { playVBoxManage } from './memory-vboxmanage.ts';
import type { VBoxVm, VBoxWorld } from './vbox-world.ts';

const states: Readonly<Record<string, VmState>> = {
  running: 'running',
  paused: 'paused',
  poweroff: 'off',
  saved: 'saved',
  aborted: 'crashed',
  starting: 'changing',
};

/** A hypervisor in memory over the same world as the stand-in VBoxManage, without processes or parsing. */
export class MemoryHypervisor implements Hypervisor {
  readonly world: VBoxWorld;
  /** When set, nothing can be read or changed, for this reason. */
  outage: string | undefined;
  /** What VBox.log would say of a host port. */
  readonly redirectFailures = new Map<number, string>();

  constructor(world: VBoxWorld) {
    this.world = world;
  }

  readVersion(): Promise<Reading<string>> {
    return this.#reading(() => `VirtualBox ${this.world.version.replace(/r\d+$/, '')}`);
  }

  readVm(name: string): Promise<Reading<VmView>> {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name))
      return Promise.resolve(unreadable(`${JSON.stringify(name)} is no name of a machine`));
    return this.#reading(() => viewOf(this.world.vms.get(name)));
  }

  readHostOnlyNetworks(): Promise<Reading<readonly HostOnlyNetwork[]>> {
    return this.#reading(() => [
      ...this.world.hostOnly.adapters.flatMap(({ name, address, netmask, up }) => {
        const network = networkOf(address, netmask);
        return network === undefined
          ? []
          : [{ kind: 'adapter' as const, name, network, hostAddress: address, up }];
      }),
      ...(this.world.hostOnly.networks ?? []).flatMap(({ name, lower, netmask, enabled }) => {
        const network = networkOf(lower, netmask);
        return network === undefined ? [] : [{ kind: 'network' as const, name, network, up: enabled }];
      }),
    ]);
  }

  addNatRule(name: string, rule: NatRule): Promise<ChangeResult> {
    const valid =
      /^[a-z0-9][a-z0-9-]*$/.test(rule.name) && rule.hostIp === '127.0.0.1' && rule.guestIp === '';
    if (!valid || [rule.hostPort, rule.guestPort].some((port) => port < 1 || port > 65_535))
      return failed(`${rule.name} is no rule of ours`);
    const vm = this.world.vms.get(name);
    if (vm?.nic1 !== undefined && vm.nic1 !== 'nat') return failed(`the VM ${name} has no NAT`);
    const meets = (other: NatRule): boolean =>
      other.protocol === rule.protocol &&
      other.hostPort === rule.hostPort &&
      ['', '0.0.0.0', rule.hostIp].includes(other.hostIp);
    const reusable = vm?.rules.some((other) => meets(other) && other.guestPort === rule.guestPort);
    if (reusable === true && this.outage === undefined) return Promise.resolve({ kind: 'done' });
    const inTheWay = vm?.rules.find((other) => other.name === rule.name || meets(other));
    if (inTheWay !== undefined) return failed(`the VM already has a NAT rule ${inTheWay.name}`);
    const { protocol, hostIp, hostPort, guestIp, guestPort } = rule;
    return this.#changeNat(name, [[rule.name, protocol, hostIp, hostPort, guestIp, guestPort].join(',')]);
  }

  removeNatRule(name: string, ruleName: string): Promise<ChangeResult> {
    if (!ruleName.startsWith('fairlead-'))
      return failed(`the NAT rule ${ruleName} is not Fairlead's to remove`);
    const vm = this.world.vms.get(name);
    const there = vm?.rules.some((rule) => rule.name === ruleName) === true;
    if (!there && this.outage === undefined) return Promise.resolve({ kind: 'done' });
    return this.#changeNat(name, ['delete', ruleName]);
  }

  restoreHostAddress(adapter: HostOnlyNetwork): Promise<ChangeResult> {
    if (adapter.kind !== 'adapter' || adapter.hostAddress === undefined)
      return failed(`${adapter.name} gets its address from macOS`);
    if (this.outage !== undefined) return failed(this.outage);
    const mask = [24, 16, 8, 0].map(
      (shift) => ((2 ** 32 - 2 ** (32 - adapter.network.length)) >>> shift) & 255,
    );
    const { exitCode, stderr } = playVBoxManage(this.world, [
      ...['hostonlyif', 'ipconfig', adapter.name, '--ip', adapter.hostAddress],
      ...['--netmask', mask.join('.')],
    ]);
    if (exitCode === 0) return Promise.resolve({ kind: 'done' });
    const kind = stderr.includes('EnableStaticIPConfig') ? 'refused' : 'failed';
    return Promise.resolve({ kind, reason: stderr });
  }

  readRedirectFailure(_vm: VmView, hostPort: number): Promise<string | undefined> {
    return Promise.resolve(this.redirectFailures.get(hostPort));
  }

  #reading<T>(look: () => T): Promise<Reading<T>> {
    return Promise.resolve(this.outage === undefined ? read(look()) : unreadable(this.outage));
  }

  /** The change itself is VBoxManage's, so that hooks and error texts are the same in both. */
  #changeNat(name: string, values: readonly string[]): Promise<ChangeResult> {
    if (this.outage !== undefined) return failed(this.outage);
    const vm = this.world.vms.get(name);
    if (vm === undefined) return failed(`VirtualBox knows no VM named ${name}`);
    const { state } = viewOf(vm);
    if (state === 'changing' || state === 'unknown') return failed(`the VM ${name} is "${vm.state}"`);
    const live = state === 'running' || state === 'paused';
    const verb = live ? ['controlvm', name, 'natpf1'] : ['modifyvm', name, '--natpf1'];
    const { exitCode, stderr } = playVBoxManage(this.world, [...verb, ...values]);
    return exitCode === 0 ? Promise.resolve({ kind: 'done' }) : failed(stderr);
  }
}

function viewOf(vm: VBoxVm | undefined): VmView {
  if (vm === undefined) return { state: 'missing', rawState: 'missing', natRules: [], hasNat: false };
  return {
    state: states[vm.state] ?? 'unknown',
    rawState: vm.state,
    natRules: vm.nic1 === 'nat' ? [...vm.rules] : [],
    hasNat: vm.nic1 === 'nat',
    ...(vm.hostOnly === undefined ? {} : { hostOnly: vm.hostOnly }),
    ...(vm.logFolder === undefined ? {} : { logFolder: vm.logFolder }),
  };
}

function networkOf(quad: string, maskText: string): HostOnlyNetwork['network'] | undefined {
  const address = parseIpv4(quad);
  const mask = parseIpv4(maskText);
  const length = mask === undefined ? undefined : lengthOfMask(mask);
  return address === undefined || address === 0 || length === undefined ? undefined : cidr(address, length);
}

function failed(reason: string): Promise<ChangeResult> {
  return Promise.resolve({ kind: 'failed', reason });
}
