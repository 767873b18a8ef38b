import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { NatRule } from '../../app/ports.ts';
import { playVBoxManage, type VBoxAnswer } from '../../app/testing/memory-vboxmanage.ts';
import { isLive, vboxVm, vboxWorld, type VBoxVm, type VBoxWorld } from '../../app/testing/vbox-world.ts';
import { Guest } from './guest.ts';
import { NatRedirect } from './nat.ts';
import type { LabNames } from './names.ts';
import type { Place } from './place.ts';

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
  readonly world: VBoxWorld = vboxWorld({ vms: new Map(), hostOnly: { adapters: [] } });
  readonly #options: VirtualBoxOptions;
  readonly #running = new Map<string, Running>();
  /** Address that DHCP gives eth1 of a VM at its next start. */
  readonly #leases = new Map<string, string>();
  #settled: Promise<void> = Promise.resolve();

  constructor(options: VirtualBoxOptions) {
    this.#options = options;
  }

  /** Knows a VM as docker-machine makes it: NIC 1 NAT with the SSH rule, NIC 2 host-only. */
  create(vm: { name: string; adapter: string; guestIp: string; sshPort: number }): void {
    const logFolder = path.join(this.#options.names.store, 'machines', vm.name, vm.name, 'Logs');
    mkdirSync(logFolder, { recursive: true });
    const ssh = { hostIp: '127.0.0.1', hostPort: vm.sshPort, guestIp: '', guestPort: 22 };
    this.world.vms.set(
      vm.name,
      vboxVm({
        state: 'poweroff',
        rules: [{ name: 'ssh', protocol: 'tcp', ...ssh }],
        hostOnly: { kind: 'adapter', name: vm.adapter },
        logFolder,
      }),
    );
    this.lease(vm.name, vm.guestIp);
  }

  /** Decides the VM's address from its next start on. */
  lease(name: string, guestIp: string): void {
    this.#leases.set(name, guestIp);
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
    const [verb, name = '', ...rest] = words;
    const vm = this.world.vms.get(name);
    if (vm !== undefined && verb === 'startvm' && !isLive(vm)) {
      await this.start(name);
      return { exitCode: 0, stdout: `VM "${name}" has been successfully started.\n`, stderr: '' };
    }
    if (vm !== undefined && verb === 'controlvm' && isLive(vm) && rest[0] !== 'natpf1') {
      const known = await this.#control(name, rest[0] ?? '');
      if (known) return { exitCode: 0, stdout: '', stderr: '' };
    }
    const answer = playVBoxManage(this.world, words);
    if (answer.exitCode === 0 && verb === 'hostonlyif') await this.#configureAdapter(rest[0] ?? '');
    await this.#settle();
    return answer;
  }

  async start(name: string): Promise<void> {
    const vm = this.#find(name);
    const { names, mac, record, recordGroups } = this.#options;
    const guest = await Guest.boot({
      ...{ names, mac, record, recordGroups, name },
      guestIp: this.#leases.get(name) ?? '',
      bridge: vm.hostOnly?.name ?? '',
    });
    this.#running.set(name, { guest, redirects: new Map() });
    vm.state = 'running';
    await this.#settle();
  }

  async powerOff(name: string): Promise<void> {
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

  /** Removes a rule behind everybody's back, as a click in VirtualBox's window does. */
  async loseRule(name: string, ruleName: string): Promise<void> {
    await this.command(['controlvm', name, 'natpf1', 'delete', ruleName]);
  }

  async #control(name: string, verb: string): Promise<boolean> {
    if (verb === 'poweroff' || verb === 'acpipowerbutton') await this.powerOff(name);
    else if (verb === 'pause' || verb === 'resume') this.pause(name, verb === 'pause');
    else return false;
    return true;
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
    const line = `NAT: ${words[0] ?? ''} redirect TCP ${target}${words[1] ?? ''}`;
    appendFileSync(path.join(this.#find(name).logFolder ?? '', 'VBox.log'), `00:00:01.000000 ${line}\n`);
    // VirtualBox does not try again either; the rule stays, and nothing listens.
    running.redirects.set(rule.name, redirect === 'port-held' ? NatRedirect.none : redirect);
  }

  /** `hostonlyif ipconfig`: gives the adapter its address anew, which also brings its route back. */
  async #configureAdapter(name: string): Promise<void> {
    const { mac } = this.#options;
    const address = this.world.hostOnly.adapters.find((adapter) => adapter.name === name)?.address ?? '';
    await mac.must(['ip', 'address', 'flush', 'dev', name]);
    await mac.must(['ip', 'address', 'add', `${address}/24`, 'dev', name]);
    await mac.must(['ip', 'link', 'set', name, 'up']);
  }
}
