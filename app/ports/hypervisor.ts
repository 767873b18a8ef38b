import type { Reading } from '../reading.ts';
import type { Cidr } from '../route/cidr.ts';
import type { ChangeResult } from './change-result.ts';

export type VmState = 'running' | 'paused' | 'off' | 'saved' | 'changing' | 'crashed' | 'missing' | 'unknown';

export interface NatRule {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  /** Empty when the rule listens on every address. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly guestIp: string;
  readonly guestPort: number;
}

export interface VmView {
  readonly state: VmState;
  /** The hypervisor's own word, for people. */
  readonly rawState: string;
  readonly natRules: readonly NatRule[];
  /** Whether NIC 1 is a NAT adapter, so that a forward can be had. */
  readonly hasNat: boolean;
  /** Host-only adapter (`vboxnet0`) or, from VirtualBox 7 on macOS, the network's name. */
  readonly hostOnly?: { readonly kind: 'adapter' | 'network'; readonly name: string };
  /** Folder of VBox.log, when known. */
  readonly logFolder?: string;
}

export interface HostOnlyNetwork {
  readonly kind: 'adapter' | 'network';
  readonly name: string;
  readonly network: Cidr;
  /** The Mac's own address in it; absent for VirtualBox 7 networks. */
  readonly hostAddress?: string;
  readonly up: boolean;
}

/** The program that runs the VM. */
export interface Hypervisor {
  /** Human name and version, or why it cannot be used. */
  readVersion(): Promise<Reading<string>>;
  readVm(name: string): Promise<Reading<VmView>>;
  readHostOnlyNetworks(): Promise<Reading<readonly HostOnlyNetwork[]>>;
  addNatRule(name: string, rule: NatRule): Promise<ChangeResult>;
  removeNatRule(name: string, ruleName: string): Promise<ChangeResult>;
  /** Gives a host-only adapter its address again (it loses it with its last VM); no root needed. */
  restoreHostAddress(adapter: HostOnlyNetwork): Promise<ChangeResult>;
  /** Last reason in the VM's log why a redirect of this host port failed, if it says one. */
  readRedirectFailure(vm: VmView, hostPort: number): Promise<string | undefined>;
}

export interface Ports {
  /** Whether 127.0.0.1:port can be bound now; when not, who holds it as far as this user can see. */
  readPort(
    port: number,
  ): Promise<{ readonly kind: 'free' } | { readonly kind: 'held'; readonly holder: string }>;
}
