import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { Guest } from './guest.ts';
import type { LabNames } from './names.ts';
import { NatRedirect } from './nat.ts';
import type { Place } from './place.ts';

export interface Rule {
  readonly name: string;
  readonly protocol: string;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly guestIp: string;
  readonly guestPort: number;
}

export interface Adapter {
  readonly name: string;
  address: string;
}

/** One VM as VirtualBox's settings and its running process have it. */
export interface Vm {
  readonly name: string;
  readonly uuid: string;
  readonly adapter: string;
  /** Address that DHCP gives eth1 at the next start. */
  guestIp: string;
  state: 'poweroff' | 'running' | 'paused';
  rules: Rule[];
  guest?: Guest;
  redirects: Map<string, NatRedirect>;
  changedAt: Date;
}

export interface VirtualBoxOptions {
  readonly names: LabNames;
  readonly mac: Place;
  readonly record: (pid: number) => void;
  readonly recordGroups: (groups: readonly string[]) => void;
}

/** An error with VirtualBox's own words and its result code. */
export class VirtualBoxError extends Error {
  readonly lines: readonly string[];
  constructor(message: string, ...details: readonly string[]) {
    super(message);
    this.lines = [message, ...details].map((line) => `VBoxManage: error: ${line}`);
  }
}

/** What VBoxSVC is on a Mac: it knows the VMs, runs them, and forwards ports while they run. */
export class VirtualBox {
  readonly vms = new Map<string, Vm>();
  readonly adapters = new Map<string, Adapter>();
  readonly #options: VirtualBoxOptions;

  constructor(options: VirtualBoxOptions) {
    this.#options = options;
  }

  /** Makes a VM with docker-machine's NIC 1 (NAT, with its SSH rule) and NIC 2 (host-only). */
  create(vm: Pick<Vm, 'name' | 'adapter' | 'guestIp'> & { readonly sshPort: number }): Vm {
    const ssh = { hostIp: '127.0.0.1', hostPort: vm.sshPort, guestIp: '', guestPort: 22 };
    const made: Vm = {
      name: vm.name,
      uuid: randomUUID(),
      adapter: vm.adapter,
      guestIp: vm.guestIp,
      state: 'poweroff',
      rules: [{ name: 'ssh', protocol: 'tcp', ...ssh }],
      redirects: new Map(),
      changedAt: new Date(),
    };
    mkdirSync(this.logFolder(made), { recursive: true });
    this.vms.set(made.name, made);
    return made;
  }

  find(name: string): Vm {
    const vm = [...this.vms.values()].find((known) => known.name === name || known.uuid === name);
    if (vm !== undefined) return vm;
    throw new VirtualBoxError(
      `Could not find a registered machine named '${name}'`,
      'Details: code VBOX_E_OBJECT_NOT_FOUND (0x80bb0001), component VirtualBoxWrap, interface IVirtualBox, callee nsISupports',
    );
  }

  logFolder(vm: Vm): string {
    return path.join(this.#options.names.store, 'machines', vm.name, vm.name, 'Logs');
  }

  async start(name: string): Promise<void> {
    const vm = this.find(name);
    if (vm.state !== 'poweroff')
      throw new VirtualBoxError(
        `The machine '${name}' is already locked by a session (or being locked or unlocked)`,
        'Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007), component MachineWrap, interface IMachine, callee nsISupports',
      );
    const { names, mac, record, recordGroups } = this.#options;
    vm.guest = await Guest.boot({
      ...{ names, mac, record, recordGroups },
      ...{ name: vm.name, guestIp: vm.guestIp, bridge: vm.adapter },
    });
    this.#become(vm, 'running');
    for (const rule of vm.rules) await this.#redirect(vm, rule);
  }

  async powerOff(name: string): Promise<void> {
    const vm = this.#running(name);
    for (const redirect of vm.redirects.values()) redirect.close();
    vm.redirects.clear();
    await vm.guest?.powerOff();
    delete vm.guest;
    this.#become(vm, 'poweroff');
  }

  pause(name: string, paused: boolean): void {
    const vm = this.#running(name);
    vm.guest?.freeze(paused);
    this.#become(vm, paused ? 'paused' : 'running');
  }

  async addRule(name: string, rule: Rule): Promise<void> {
    const vm = this.find(name);
    if (vm.rules.some((known) => known.name === rule.name))
      throw new VirtualBoxError('A NAT rule of this name already exists', natDetails);
    const sameSocket = (known: Rule) =>
      known.protocol === rule.protocol && known.hostIp === rule.hostIp && known.hostPort === rule.hostPort;
    if (vm.rules.some(sameSocket))
      throw new VirtualBoxError('A NAT rule for this host port and this host IP already exists', natDetails);
    vm.rules = [...vm.rules, rule].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (vm.state !== 'poweroff') await this.#redirect(vm, rule);
  }

  removeRule(name: string, ruleName: string): void {
    const vm = this.find(name);
    if (!vm.rules.some((known) => known.name === ruleName))
      throw new VirtualBoxError(
        'Code E_INVALIDARG (0x80070057) - One or more arguments are invalid (extended info not available)',
        `Context: "RemoveRedirect(Bstr(ValueUnion.psz).raw())" at line 957 of file VBoxManageControlVM.cpp`,
      );
    vm.rules = vm.rules.filter((known) => known.name !== ruleName);
    vm.redirects.get(ruleName)?.close();
    vm.redirects.delete(ruleName);
  }

  /** `hostonlyif ipconfig`: gives the adapter its address anew, which also brings its route back. */
  async configureAdapter(name: string, address: string): Promise<void> {
    const adapter = this.adapters.get(name);
    if (adapter === undefined)
      throw new VirtualBoxError(`The host network interface named '${name}' could not be found`);
    const { mac } = this.#options;
    await mac.command(['ip', 'address', 'flush', 'dev', name]);
    await mac.must(['ip', 'address', 'add', `${address}/24`, 'dev', name]);
    await mac.must(['ip', 'link', 'set', name, 'up']);
    adapter.address = address;
  }

  /** The VM, running or paused; VirtualBox's own complaint otherwise. */
  #running(name: string): Vm {
    const vm = this.find(name);
    if (vm.state === 'poweroff') throw new VirtualBoxError(`Machine '${name}' is not currently running`);
    return vm;
  }

  #become(vm: Vm, state: Vm['state']): void {
    vm.state = state;
    vm.changedAt = new Date();
  }

  /** A host port that is taken is no error to VirtualBox: a line in VBox.log is all it says. */
  async #redirect(vm: Vm, rule: Rule): Promise<void> {
    if (vm.guest === undefined) return;
    const { mac, names } = this.#options;
    const redirect = await NatRedirect.open({ mac, guest: vm.guest.place, folder: names.nat, vm, rule });
    const log = path.join(this.logFolder(vm), 'VBox.log');
    const target = `${rule.hostIp}:${rule.hostPort} -> 10.0.2.15:${rule.guestPort}`;
    const line =
      redirect === undefined
        ? `Failed to redirect TCP ${target} (Address already in use)`
        : `Set redirect TCP ${target}`;
    appendFileSync(log, `00:00:01.000000 NAT: ${line}\n`);
    if (redirect !== undefined) vm.redirects.set(rule.name, redirect);
  }
}

const natDetails =
  'Details: code E_INVALIDARG (0x80070057), component NATEngineWrap, interface INATEngine, callee nsISupports';
