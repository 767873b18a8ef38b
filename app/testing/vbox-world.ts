import type { NatRule } from '../ports.ts';

/** What the stand-in VBoxManage and the hypervisor in memory look at and change. */
export interface VBoxVm {
  /** VirtualBox's own word: running, paused, poweroff, saved, aborted, starting, … */
  state: string;
  rules: NatRule[];
  /** Attachment of NIC 1. */
  nic1: string;
  hostOnly?: { readonly kind: 'adapter' | 'network'; readonly name: string };
  logFolder?: string;
  /** Who holds its lock: `headless` while it runs without a window, `GUI/Qt` while its settings are open. */
  session?: string;
  /** When it came into its state, ISO in UTC; long ago where nobody asks. */
  changedAt?: string;
  /** Its settings are open in another process: `modifyvm` fails although it is off. */
  locked?: boolean;
  /** What `createvm` and its followers made; absent where nobody asks. */
  made?: VBoxMade;
}

/** A VM as it is put together by command lines. */
export interface VBoxMade {
  /** `<basefolder>/<name>/<name>.vbox`; its folder holds `Logs`. */
  readonly settingsFile: string;
  /** Values of `modifyvm`, by option without its dashes. */
  readonly settings: Map<string, string>;
  readonly controllers: string[];
  /** By `<controller>-<port>-<device>`. */
  readonly media: Map<string, { readonly type: string; readonly file: string }>;
  /** Path on the host, by name. */
  readonly folders: Map<string, string>;
  readonly properties: Map<string, string>;
  readonly extraData: Map<string, string>;
}

export interface VBoxAdapter {
  readonly name: string;
  address: string;
  netmask: string;
  up: boolean;
}

export interface VBoxDhcpServer {
  /** `HostInterfaceNetworking-vboxnet0`. */
  readonly network: string;
  address: string;
  netmask: string;
  lower: string;
  upper: string;
  enabled: boolean;
}

export interface VBoxNetwork {
  readonly name: string;
  readonly netmask: string;
  readonly lower: string;
  readonly upper: string;
  readonly enabled: boolean;
}

export interface VBoxWorld {
  version: string;
  readonly vms: Map<string, VBoxVm>;
  /** Without `networks` it is a VirtualBox before 7, which does not know the command. */
  readonly hostOnly: {
    readonly adapters: VBoxAdapter[];
    readonly networks?: readonly VBoxNetwork[];
    readonly dhcpServers?: VBoxDhcpServer[];
  };
  /** Whether a path is there. Without it no VM can be made: `createvm` and its kind are unknown commands. */
  readonly fileExists?: (path: string) => boolean;
  /** So many next calls answer "The object is not ready". */
  hiccups: number;
  /** Addresses outside 192.168.56.0/21 are refused, as from 6.1.28 on. */
  rangeRule: boolean;
  /** Told of every rule that was added or removed, after the fact; a live VM would now listen or stop listening. */
  onNatRule?: (change: {
    readonly kind: 'added' | 'removed';
    readonly vm: string;
    readonly rule: NatRule;
  }) => void;
}

export function vboxVm(vm: Partial<VBoxVm> = {}): VBoxVm {
  return {
    state: 'running',
    rules: [
      { name: 'ssh', protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 49417, guestIp: '', guestPort: 22 },
    ],
    nic1: 'nat',
    hostOnly: { kind: 'adapter', name: 'vboxnet0' },
    ...vm,
  };
}

/** One running machine `default` on vboxnet0 (192.168.99.1/24), VirtualBox 6.1. */
export function vboxWorld(world: Partial<VBoxWorld> = {}): VBoxWorld {
  return {
    version: '6.1.26r145957',
    vms: new Map([['default', vboxVm()]]),
    hostOnly: {
      adapters: [{ name: 'vboxnet0', address: '192.168.99.1', netmask: '255.255.255.0', up: true }],
    },
    hiccups: 0,
    rangeRule: false,
    ...world,
  };
}

/** VM states in which a process holds the VM's lock. */
export function isLive(vm: VBoxVm): boolean {
  return !['poweroff', 'saved', 'aborted', 'aborted-saved', 'teleported'].includes(vm.state);
}
