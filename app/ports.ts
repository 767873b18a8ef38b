/**
 * Everything outside that Fairlead uses, as small interfaces. Adapters in platform/* implement them;
 * app/testing/ holds behaving fakes; one contract suite (app/testing/contracts) runs over both.
 *
 * Common rules: a reader never throws for a state of the world, it returns `unreadable` with a reason;
 * every call ends within its own time limit; a change reports what the tool said and is judged by the
 * next reading, never by an exit code.
 */
import type { Duplex } from 'node:stream';
import type { Machine } from './machine/machine.ts';
import type { Reading } from './reading.ts';
import type { Cidr } from './route/cidr.ts';
import type { KernelAnswer, NetworkInterface, RouteTable } from './route/table.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never jumps. */
  monotonic(): number;
  /** Runs `act` once after `ms`; the returned function cancels. */
  after(ms: number, act: () => void): () => void;
}

export type ChangeResult =
  | { readonly kind: 'done' }
  /** The user may not do this: a fact about the machine, not a failure. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** The kernel's routing, as this user may see and change it. */
export interface Routing {
  readTable(): Promise<Reading<RouteTable>>;
  /** The kernel's answer for an ordinary socket to this address (dotted quad). */
  readAnswer(address: string): Promise<Reading<KernelAnswer>>;
  readInterfaces(): Promise<Reading<readonly NetworkInterface[]>>;
  /**
   * Makes `network` leave by `interface` again: removes the row or rows that stand in the way
   * (same prefix, and longer prefixes listed in `inTheWay`), then adds ours. Never touches anything
   * outside `network`.
   */
  repair(request: RouteRepair): Promise<ChangeResult>;
  /**
   * Puts back a row that a repair had removed, in place of ours when that has the same prefix; by its gateway when it
   * had one. When it cannot be had, ours is put back. Never touches anything outside `network`.
   */
  restore(request: RouteRestoration): Promise<ChangeResult>;
  /** Calls back on anything that may have changed routes or interfaces; carries no facts. */
  watch(poke: (reason: string) => void): Watch;
}

export interface RouteRepair {
  readonly network: Cidr;
  readonly interface: string;
  /** Rows inside `network` that carry it elsewhere, to be removed first; all lie inside `network`. */
  readonly inTheWay: readonly { readonly destination: Cidr; readonly interface: string }[];
}

export interface RouteRestoration {
  /** The machine's network, inside which the row lies. */
  readonly network: Cidr;
  /** The interface of that network: its row comes back when the other one cannot be had. */
  readonly owner: string;
  readonly row: RemovedRow;
}

export interface RemovedRow {
  readonly destination: Cidr;
  readonly interface: string;
  /** Address of the next hop; without one the row leads to the interface itself. */
  readonly gateway?: number;
}

export interface Watch {
  /** Ends the watch and its child process; resolves when nothing is left running. */
  stop(): Promise<void>;
}

/** A VPN as far as it can be named. Only for telling people; never a reason to act. */
export interface Vpn {
  /** "Cisco AnyConnect", or "a VPN" when nobody can be named. */
  readonly name: string;
  readonly interface?: string;
  /** What it was known by, in words: `scutil key State:/…/com.cisco.anyconnect/IPv4`. */
  readonly evidence: string;
}

export interface VpnNames {
  read(context: {
    interfaces: readonly NetworkInterface[];
    table: RouteTable | undefined;
  }): Promise<Reading<readonly Vpn[]>>;
}

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

/** What to dial, and whom to expect there. */
export interface Dial {
  readonly host: string;
  readonly port: number;
  /** Milliseconds for the whole answer. */
  readonly timeoutMs: number;
  /** Dial from inside the machine, through its kept SSH connection. */
  readonly over?: 'tunnel';
}

export interface ServedCertificate {
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: string;
  readonly subject: string;
  readonly issuer: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly pem: string;
}

export type Probe =
  /** The machine's own engine completed TLS both ways and answered `/_ping`. */
  | { readonly kind: 'answers'; readonly ms: number; readonly served: Served }
  /** It is our engine or the way to it, but it does not let us in or does not answer as an engine. */
  | {
      readonly kind: 'unwell';
      readonly reason: string;
      readonly why?: UnwellWhy;
      readonly served?: Served;
    }
  /** Somebody else answered. */
  | { readonly kind: 'stranger'; readonly reason: string; readonly certificate?: ServedCertificate }
  /** The connection was refused: the address is alive, nothing listens. */
  | { readonly kind: 'refused' }
  /** Nothing came back in time. */
  | { readonly kind: 'silent' }
  /** The kernel would not send: no route, host unreachable, permission. */
  | { readonly kind: 'unreachable'; readonly code: string };

/** A certificate known to be the machine's own. */
export interface Served {
  readonly certificate: ServedCertificate;
  readonly dates: CertificateDates;
  /** The store's CA did not sign it, so clients refuse it. */
  readonly foreign: boolean;
}

export type UnwellWhy =
  /** `present: false`: it is our engine, and nothing more was asked of it. */
  | 'not-asked'
  /** The engine does not accept our client certificate. */
  | 'client-rejected'
  /** It closed the connection before TLS was done: VirtualBox's NAT does so when nothing listens in the guest. */
  | 'closed'
  /** Something answers, but it is not TLS. */
  | 'not-tls'
  /** TLS is fine, but `/_ping` was not answered, or not as an engine does. */
  | 'no-answer'
  /** There is no SSH connection to dial through. */
  | 'no-tunnel'
  /** The guest's sshd does not forward connections. */
  | 'forwarding-forbidden'
  /** The store's certificates cannot be used, so nobody was dialled. */
  | 'no-material';

/** `expired` and the rest as judged against the Mac's clock; such a certificate is still known to be ours. */
export type CertificateDates = 'valid' | 'expired' | 'not-yet-valid';

/** Tells our engine from a stranger. Files are read anew when their modification time changes. */
export interface Engine {
  /**
   * Dials, reads the served certificate, decides who answers, and only then asks `/_ping` with the
   * client certificate. `present: false` stops after the certificate and shows nobody our own.
   */
  probe(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Probe>;
  /** `ping`, `version` and the running containers through dockerode; a path counts only after this. */
  verify(machine: Machine, dial: Dial): Promise<Reading<EngineReport>>;
}

export interface EngineReport {
  readonly version: string;
  readonly apiVersion: string;
  readonly containers: readonly { readonly id: string; readonly name: string; readonly image: string }[];
  readonly liveRestore: boolean;
}

/**
 * Connections into a machine for what is carried there. Both halves of each close on their own. Rejects with an
 * Error whose message is a sentence, and with `code` where the system has one (ECONNREFUSED, ETIMEDOUT, …).
 */
export interface Reach {
  /** Mutual TLS to the machine's own engine, which is judged as `Engine` does; sessions are resumed. */
  toEngine(machine: Machine, dial: Dial): Promise<Duplex>;
  /** Plain TCP: to the guest's address, to this computer, or over the tunnel to what the guest can dial. */
  toPort(machine: Machine, dial: Dial): Promise<Duplex>;
}

/** One kept SSH connection for each machine, made when it is first needed and again when it was lost. */
export interface Tunnels {
  /**
   * Opens a connection from inside the machine. Rejects with a GuestError when there is no SSH connection to be
   * had (`forwarding-forbidden` when sshd does not allow it), else with the guest's own error by `code`.
   */
  dial(machine: Machine, to: Dial): Promise<Duplex>;
  /** Calls back when a connection was lost or made. */
  watch(changed: (machine: string) => void): void;
  stop(): Promise<void>;
}

/** What a running container publishes, and on which address of the machine; empty means every one. */
export interface RunningPorts {
  readonly name: string;
  readonly ports: readonly {
    readonly address: string;
    readonly port: number;
    readonly protocol: 'tcp' | 'udp' | 'sctp';
  }[];
}

/** Follows the running containers of one engine until it is stopped. */
export interface ContainerPorts {
  /** The way to the engine is back: try now what would be tried later. */
  retry(): void;
  stop(): void;
}

export interface GuestAnswer {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An SSH session into the machine, its host key pinned on first use. */
export interface GuestSession extends AsyncDisposable {
  /** Runs a shell command; output beyond `maxBytes` (default 64 KiB) ends it with an error. */
  run(
    command: string,
    options?: { readonly stdin?: string; readonly timeoutMs?: number; readonly maxBytes?: number },
  ): Promise<GuestAnswer>;
}

export interface Guest {
  /** Throws GuestError with a sentence: refused, timed out, key changed, key unreadable, not SSH. */
  connect(machine: Machine): Promise<GuestSession>;
}

/** A Docker context without certificates of its own, as the docker command keeps it. */
export interface DockerContext {
  readonly name: string;
  /** `unix:///…/docker.sock`. */
  readonly host: string;
  readonly description: string;
}

/** The contexts in Docker's own folder. Writers throw an Error with a sentence. */
export interface DockerContexts {
  /** $DOCKER_CONFIG or ~/.docker. */
  readonly folder: string;
  /** Undefined when there is none of that name. */
  read(name: string): Promise<Reading<DockerContext | undefined>>;
  write(context: DockerContext): Promise<void>;
  remove(name: string): Promise<void>;
  /** The context that new shells use; undefined for Docker's default one. */
  readSelected(): Promise<Reading<string | undefined>>;
  select(name: string | undefined): Promise<void>;
}

export const changeKinds = [
  'route',
  'nat-rule',
  'guest-certificate',
  'store-file',
  'host-address',
  'docker-context',
  'settings',
  'sudoers',
  'published-port',
  'guest-file',
  'file-mode',
  'guest-clock',
  'engine-start',
  'guest-ca',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A change to the Mac, the VM, the guest or the store, written down before it is made. */
export interface Change {
  readonly kind: ChangeKind;
  readonly machine?: string;
  /** One sentence: "add NAT rule fairlead-docker 127.0.0.1:2376 -> 2376". */
  readonly description: string;
  /** What was there before, and what is needed to put it back. Never key material. */
  readonly undo: Readonly<Record<string, string | number | boolean | readonly string[] | null>>;
}

export interface JournalEntry extends Change {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly state: 'begun' | 'done' | 'failed' | 'undone';
  /** What was found when somebody looked after a change that a crash had cut in two. */
  readonly found?: string;
}

/** `journal.ndjson`: the record of every change, from which it is undone. */
export interface Journal {
  /** Writes the change to disk (fsync) and only then resolves. */
  begin(
    change: Change,
  ): Promise<{ readonly id: string; readonly end: (state: 'done' | 'failed' | 'undone') => Promise<void> }>;
  /** Newest state of every entry, oldest first; unreadable lines are skipped and reported once to the log. */
  entries(): Promise<readonly JournalEntry[]>;
  /** Marks an earlier entry; `found` says in words what was seen. */
  mark(id: string, state: 'done' | 'failed' | 'undone', found?: string): Promise<void>;
}

export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
