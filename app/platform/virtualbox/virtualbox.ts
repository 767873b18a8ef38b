import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isOwnRule } from '../../machine/forward.ts';
import type { ChangeResult, HostOnlyNetwork, Hypervisor, Log, NatRule, VmView } from '../../ports.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { refuseAdapter, refuseName, refuseRule, refuseRuleName } from './arguments.ts';
import { netmask, parseHostOnlyAdapters, parseHostOnlyNetworks } from './host-only.ts';
import { conflict, doesTheSame, formatRule, natArguments, otherVerb, verbFor } from './nat-rule.ts';
import { lastRedirectFailure } from './redirect-log.ts';
import { missingVm, parseShowVmInfo } from './show-vm-info.ts';
import { VBoxManage, type Answer, type VBoxManageOptions } from './vboxmanage.ts';
import { parseVersion } from './version.ts';

const logTailBytes = 64 * 1024;

/** VirtualBox 5 to 7, through VBoxManage. Needs no root for anything it does. */
export class VirtualBox implements Hypervisor {
  readonly #command: VBoxManage;
  readonly #log: Log;
  /** VirtualBox before 7 does not know host-only networks; asking once is enough. */
  #hasHostOnlyNetworks = true;

  constructor(options: VBoxManageOptions & { readonly log: Log }) {
    this.#command = new VBoxManage(options);
    this.#log = options.log;
  }

  async readVersion(): Promise<Reading<string>> {
    const answer = await this.#command.call(['--version']);
    if (answer.kind === 'unavailable') return unreadable(answer.reason, answer.why);
    if (answer.kind === 'error') return unreadable(reasonOf(answer));
    // It may have been updated since.
    this.#hasHostOnlyNetworks = true;
    const version = parseVersion(answer.stdout);
    return version === undefined
      ? unreadable('VBoxManage --version printed no version')
      : read(`VirtualBox ${version}`);
  }

  async readVm(name: string): Promise<Reading<VmView>> {
    const refusal = refuseName(name);
    if (refusal !== undefined) return unreadable(refusal);
    const answer = await this.#command.call(['showvminfo', name, '--machinereadable']);
    if (answer.kind === 'ok') return parseShowVmInfo(answer.stdout);
    if (answer.kind === 'error' && answer.complaint === 'no-vm') return read(missingVm);
    return unreadable(reasonOf(answer));
  }

  async readHostOnlyNetworks(): Promise<Reading<readonly HostOnlyNetwork[]>> {
    const adapters = await this.#list('hostonlyifs', parseHostOnlyAdapters);
    if (adapters.kind === 'unreadable') return adapters;
    const networks = this.#hasHostOnlyNetworks
      ? await this.#list('hostonlynets', parseHostOnlyNetworks)
      : read<HostOnlyNetwork[] | undefined>(undefined);
    if (networks.kind === 'unreadable') return networks;
    this.#hasHostOnlyNetworks = networks.value !== undefined;
    return read([...(adapters.value ?? []), ...(networks.value ?? [])]);
  }

  async addNatRule(name: string, rule: NatRule): Promise<ChangeResult> {
    const refusal = refuseName(name) ?? refuseRule(rule);
    if (refusal !== undefined) return failed(refusal);
    const before = await this.#readForChange(name);
    if (before.kind !== 'read') return failed(before.reason);
    if (before.value.natRules.some((existing) => doesTheSame(existing, rule))) return { kind: 'done' };
    const inTheWay = conflict(before.value.natRules, rule);
    if (inTheWay !== undefined) return failed(inTheWay);

    const answer = await this.#changeNat(name, before.value, [formatRule(rule)]);
    if (answer.kind === 'ok') return { kind: 'done' };
    // Somebody was quicker, or it was done and then broke off or took too long: what is there now decides.
    const after = await this.readVm(name);
    const rules = after.kind === 'read' ? after.value.natRules : [];
    if (rules.some((existing) => doesTheSame(existing, rule))) return { kind: 'done' };
    const taken =
      answer.kind === 'error' && ['rule-name-taken', 'rule-port-taken'].includes(answer.complaint);
    return failed((taken ? conflict(rules, rule) : undefined) ?? reasonOf(answer));
  }

  /** VirtualBox has no text for "there is no such rule", so the rules are listed first. */
  async removeNatRule(name: string, ruleName: string): Promise<ChangeResult> {
    const refusal = refuseName(name) ?? refuseRuleName(ruleName);
    if (refusal !== undefined) return failed(refusal);
    if (!isOwnRule({ name: ruleName })) return failed(`the NAT rule ${ruleName} is not Fairlead's to remove`);
    const before = await this.readVm(name);
    if (before.kind !== 'read') return failed(before.reason);
    if (!hasRule(before.value, ruleName)) return { kind: 'done' };
    const answer = await this.#changeNat(name, before.value, ['delete', ruleName]);
    if (answer.kind === 'ok') return { kind: 'done' };
    const after = await this.readVm(name);
    if (after.kind === 'read' && !hasRule(after.value, ruleName)) return { kind: 'done' };
    return failed(reasonOf(answer));
  }

  async restoreHostAddress(adapter: HostOnlyNetwork): Promise<ChangeResult> {
    const refusal = refuseAdapter(adapter);
    if (refusal !== undefined || adapter.hostAddress === undefined) return failed(refusal ?? 'no address');
    const mask = netmask(adapter.network);
    const answer = await this.#command.call([
      ...['hostonlyif', 'ipconfig', adapter.name],
      ...['--ip', adapter.hostAddress, '--netmask', mask],
    ]);
    if (answer.kind === 'ok') return { kind: 'done' };
    const forbidden = answer.kind === 'error' && answer.complaint === 'range-refused';
    return forbidden ? { kind: 'refused', reason: answer.sentence } : failed(reasonOf(answer));
  }

  async readRedirectFailure(vm: VmView, hostPort: number): Promise<string | undefined> {
    if (vm.logFolder === undefined || !path.isAbsolute(vm.logFolder)) return undefined;
    try {
      return lastRedirectFailure(await readTail(path.join(vm.logFolder, 'VBox.log')), hostPort);
    } catch (error) {
      this.#log.debug(`VBox.log could not be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  async #readForChange(name: string): Promise<Reading<VmView>> {
    const vm = await this.readVm(name);
    if (vm.kind !== 'read') return vm;
    if (vm.value.state === 'missing') return unreadable(`VirtualBox knows no VM named ${name}`);
    if (!vm.value.hasNat)
      return unreadable(`the first network card of the VM ${name} is not NAT, so it can have no forward`);
    return vm;
  }

  /** Between the reading and the change a VM may have started or stopped: looks again and tries once more. */
  async #changeNat(name: string, vm: VmView, rest: readonly string[]): Promise<Answer> {
    const verb = verbFor(vm);
    if (verb === undefined) return busy(name, vm);
    const answer = await this.#command.call(natArguments(verb, name, rest));
    if (answer.kind !== 'error' || !['locked', 'not-running'].includes(answer.complaint)) return answer;
    const now = await this.readVm(name);
    const fresh = now.kind === 'read' ? verbFor(now.value) : undefined;
    if (now.kind === 'read' && fresh === undefined) return busy(name, now.value);
    const next = fresh === undefined || fresh === verb ? otherVerb(verb) : fresh;
    this.#log.info(`${verb} on ${name}: ${answer.sentence}; trying ${next}`);
    const second = await this.#command.call(natArguments(next, name, rest));
    // When the state has not changed, the first complaint is the true one: the VM's settings are open elsewhere.
    return second.kind === 'error' && fresh === verb ? answer : second;
  }

  /** A list this version of VirtualBox does not have is undefined. */
  async #list(
    what: string,
    parse: (output: string) => HostOnlyNetwork[],
  ): Promise<Reading<HostOnlyNetwork[] | undefined>> {
    const answer = await this.#command.call(['list', what]);
    if (answer.kind === 'ok') return read(parse(answer.stdout));
    if (answer.kind === 'error' && answer.complaint === 'unknown-command') return read(undefined);
    return unreadable(reasonOf(answer));
  }
}

function hasRule(vm: VmView, ruleName: string): boolean {
  return vm.natRules.some(({ name }) => name === ruleName);
}

function busy(name: string, vm: VmView): Answer {
  const sentence = `the VM ${name} is "${vm.rawState}" and takes no NAT rules now; try again when it is running or off`;
  return { kind: 'unavailable', reason: sentence };
}

function failed(reason: string): ChangeResult {
  return { kind: 'failed', reason };
}

function reasonOf(answer: Exclude<Answer, { kind: 'ok' }>): string {
  return answer.kind === 'error' ? `VirtualBox says: ${answer.sentence}` : answer.reason;
}

async function readTail(file: string): Promise<string> {
  // Without O_NONBLOCK, opening a named pipe waits for a writer that may never come.
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`${file} is no regular file`);
    const { size } = found;
    const start = Math.max(0, size - logTailBytes);
    const buffer = Buffer.alloc(Math.min(size, logTailBytes));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
