import { appendFileSync, existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import type { NatRule } from '../../app/ports.ts';
import { lengthOfMask, parseIpv4 } from '../../app/route/cidr.ts';
import { playVBoxManage, type VBoxAnswer } from '../../app/testing/memory-vboxmanage.ts';
import { macOf } from '../../app/testing/vbox-output.ts';
import { isLive, vboxWorld, type VBoxVm, type VBoxWorld } from '../../app/testing/vbox-world.ts';
import { convertFromRaw } from './convert.ts';
import { Leases } from './dhcp.ts';
import { formatDisk } from './disk.ts';
import { Guest } from './guest.ts';
import { addBridge, configureHostOnly } from './mac-host.ts';
import { NatRedirect } from './nat.ts';
import type { LabNames } from './names.ts';
import type { Place } from './place.ts';
import { startRefusal, powerRefusal } from './refusals.ts';
import { deleteVmFiles, writeVmFiles } from './vm-files.ts';

export interface VirtualBoxOptions {
  readonly names: LabNames;
  readonly mac: Place;
  readonly record: (pid: number) => void;
  readonly recordGroups: (groups: readonly string[]) => void;
}

/** What VirtualBox has at work for a VM that is on. */
interface Running {
  readonly guest: Guest;
  readonly redirects: Map<string, NatRedirect>;
}

/**
 * What VBoxSVC is on a Mac: it answers VBoxManage with the tested stand-in of app/testing, and sees to it
 * that what was said is so: VMs run, ports are forwarded, adapters have addresses.
 */
export class VirtualBox {
  readonly world: VBoxWorld = vboxWorld({
    vms: new Map(),
    hostOnly: { adapters: [], dhcpServers: [] },
    fileExists: existsSync,
  });
  readonly #options: VirtualBoxOptions;
  readonly #running = new Map<string, Running>();
  /** VMs that are being switched off. */
  readonly #ending = new Map<string, Promise<void>>();
  readonly #leases = new Leases();
  #settled: Promise<void> = Promise.resolve();

  constructor(options: VirtualBoxOptions) {
    this.#options = options;
  }

  /** Decides the VM's address from its next start on. */
  lease(name: string, guestIp: string): void {
    this.#leases.hold(name, guestIp);
  }

  guest(name: string): Guest {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} is powered off`);
    return running.guest;
  }

  /** Where VMs run now. */
  places(): readonly Place[] {
    return [...this.#running.values()].map(({ guest }) => guest.place);
  }

  addAdapter(name: string, address: string): void {
    this.world.hostOnly.adapters.push({ name, address, netmask: '255.255.255.0', up: false });
  }

  /** Carries out one command line of VBoxManage. */
  async command(words: readonly string[]): Promise<VBoxAnswer> {
    const [verb, name = '', option = ''] = words;
    const vm = this.world.vms.get(name);
    if (verb === 'convertfromraw') return convertFromRaw(words.slice(1));
    if (vm !== undefined && verb === 'startvm' && !isLive(vm)) {
      const refused = startRefusal(this.world, vm);
      if (refused !== undefined) return refused;
      await this.start(name);
      const started = `Waiting for VM "${name}" to power on...\nVM "${name}" has been successfully started.\n`;
      return { exitCode: 0, stdout: started, stderr: '' };
    }
    if (vm !== undefined && verb === 'controlvm' && isLive(vm) && option !== 'natpf1')
      return powerRefusal(vm, option) ?? (await this.#control(name, option));
    const before = new Map(this.world.vms);
    const answer = playVBoxManage(this.world, words);
    if (answer.exitCode === 0) await this.#carryOut(words, before);
    await this.#settle();
    return answer;
  }

  /** Sees to it that what was answered is so. */
  async #carryOut(words: readonly string[], before: ReadonlyMap<string, VBoxVm>): Promise<void> {
    const { names, mac } = this.#options;
    const [verb, what = '', name = ''] = words;
    const { adapters } = this.world.hostOnly;
    if (verb === 'hostonlyif' && what === 'create') await addBridge(mac, adapters.at(-1)?.name ?? '');
    if (verb === 'hostonlyif' && what === 'remove') await mac.must(['ip', 'link', 'del', name]);
    if (verb === 'hostonlyif' && what === 'ipconfig') {
      const adapter = adapters.find((one) => one.name === name);
      const length = lengthOfMask(parseIpv4(adapter?.netmask ?? '') ?? 0) ?? 24;
      await configureHostOnly(mac, name, `${adapter?.address ?? ''}/${length}`);
    }
    for (const [made, vm] of this.world.vms) if (!before.has(made)) writeVmFiles(made, vm);
    for (const [gone, vm] of before) {
      if (this.world.vms.has(gone)) continue;
      this.#leases.forget(gone);
      if (words.includes('--delete')) deleteVmFiles(names, gone, vm);
    }
  }

  async start(name: string): Promise<void> {
    const vm = this.#find(name);
    const { names, mac, record, recordGroups } = this.#options;
    const hard = [...(vm.made?.media.values() ?? [])].find(({ type }) => type === 'hdd');
    formatDisk(names, name, hard?.file);
    const bridge = vm.hostOnly?.name;
    const guest = await Guest.boot({
      ...{ names, mac, record, recordGroups, name },
      ...(bridge === undefined ? {} : { hostOnly: { bridge, address: this.#address(name, bridge) } }),
      macs: [macOf(name, 1), macOf(name, 2)],
    });
    this.#running.set(name, { guest, redirects: new Map() });
    vm.state = 'running';
    this.#newLog(name);
    await this.#settle();
  }

  /** One that is ending already, by its power button, is off only when that is done: its cable is in the way till then. */
  powerOff(name: string): Promise<void> {
    const ending = this.#ending.get(name) ?? this.#powerOff(name).finally(() => this.#ending.delete(name));
    this.#ending.set(name, ending);
    return ending;
  }

  async #powerOff(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    for (const redirect of running?.redirects.values() ?? []) redirect.close();
    await running?.guest.powerOff();
    this.#find(name).state = 'poweroff';
    await this.#settle();
  }

  pause(name: string, paused: boolean): void {
    this.guest(name).freeze(paused);
    this.#find(name).state = paused ? 'paused' : 'running';
  }

  /** Each start begins a new log and keeps the last one, as `VBox.log.1`. */
  #newLog(name: string): void {
    const file = path.join(this.#find(name).logFolder ?? '', 'VBox.log');
    if (existsSync(file)) renameSync(file, `${file}.1`);
    this.#log(name, `VirtualBox VM ${this.world.version.replace('r', ' r')} darwin.amd64`);
  }

  #log(name: string, line: string): void {
    const { logFolder } = this.#find(name);
    if (logFolder !== undefined)
      appendFileSync(path.join(logFolder, 'VBox.log'), `00:00:01.000000 ${line}\n`);
  }

  /** Removes a rule behind everybody's back, as a click in VirtualBox's window does. */
  async loseRule(name: string, ruleName: string): Promise<void> {
    await this.command(['controlvm', name, 'natpf1', 'delete', ruleName]);
  }

  async #control(name: string, verb: string): Promise<VBoxAnswer> {
    if (verb === 'poweroff') await this.powerOff(name);
    else if (verb === 'pause' || verb === 'resume') this.pause(name, verb === 'pause');
    else if (verb === 'acpipowerbutton') {
      const { guest } = this.#find(name).state === 'running' ? (this.#running.get(name) ?? {}) : {};
      // Pressed, and no more: how long the guest takes to end is its own affair.
      void guest
        ?.shutDown()
        .then(() => (this.#running.get(name)?.guest === guest ? this.powerOff(name) : undefined))
        .catch(() => undefined);
    } else return playVBoxManage(this.world, ['controlvm', name, verb]);
    return { exitCode: 0, stdout: '', stderr: '' };
  }

  /** What DHCP on this adapter gives the VM, with the length of its network. */
  #address(name: string, bridge: string): string | undefined {
    const { adapters, dhcpServers = [] } = this.world.hostOnly;
    const server = dhcpServers.find(({ network }) => network === `HostInterfaceNetworking-${bridge}`);
    const address = this.#leases.take(name, server);
    const mask = server?.netmask ?? adapters.find((one) => one.name === bridge)?.netmask ?? '';
    return address === undefined ? undefined : `${address}/${lengthOfMask(parseIpv4(mask) ?? 0) ?? 24}`;
  }

  #find(name: string): VBoxVm {
    const vm = this.world.vms.get(name);
    if (vm === undefined) throw new Error(`there is no VM ${name}`);
    return vm;
  }

  /** One after the other: a scenario and the daemon under test may both have changed something. */
  #settle(): Promise<void> {
    const settled = this.#settled.then(() => this.#settleNow());
    this.#settled = settled.catch(() => undefined);
    return settled;
  }

  /** Opens and closes redirects until they are the rules of the VMs that are on. */
  async #settleNow(): Promise<void> {
    for (const adapter of this.world.hostOnly.adapters)
      adapter.up = [...this.world.vms.values()].some(
        (vm) => isLive(vm) && vm.hostOnly?.name === adapter.name,
      );
    for (const [name, { redirects }] of this.#running) {
      const { rules } = this.#find(name);
      for (const [ruleName, redirect] of redirects)
        if (!rules.some((rule) => rule.name === ruleName)) {
          redirect.close();
          redirects.delete(ruleName);
        }
      for (const rule of rules) if (!redirects.has(rule.name)) await this.#redirect(name, rule);
    }
  }

  /** A host port that is taken is no error to VirtualBox: a line in VBox.log is all it says. */
  async #redirect(name: string, rule: NatRule): Promise<void> {
    const { mac, names } = this.#options;
    const running = this.#running.get(name);
    if (running === undefined) return;
    const redirect = await NatRedirect.open({
      ...{ mac, guest: running.guest.place, rule },
      socket: path.join(names.nat, `${name}-${rule.name}`),
    });
    const words = redirect === 'port-held' ? ['Failed to', ' (Address already in use)'] : ['Set', ''];
    const target = `${rule.hostIp}:${rule.hostPort} -> 10.0.2.15:${rule.guestPort}`;
    this.#log(name, `NAT: ${words[0] ?? ''} redirect TCP ${target}${words[1] ?? ''}`);
    // VirtualBox does not try again either; the rule stays, and nothing listens.
    running.redirects.set(rule.name, redirect === 'port-held' ? NatRedirect.none : redirect);
  }
}
