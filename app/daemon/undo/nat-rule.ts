import { isOwnRule } from '../../machine/forward.ts';
import type { JournalEntry, NatRule } from '../../ports.ts';
import { valueOf } from '../../reading.ts';
import type { StepResult } from '../../reconcile/steps/step.ts';
import {
  cannot,
  changed,
  isOpen,
  nothing,
  type Acted,
  type Plan,
  type UndoParts,
  type UndoRequest,
} from './plan.ts';

/** A forward: what we added is removed, what we removed is added. Only rules of our own name, only while they are ours. */
export async function planNatRule(parts: UndoParts, { entry, all }: UndoRequest): Promise<Plan> {
  const { machine } = entry;
  const rule = ruleOf(entry);
  if (rule?.name === 'ssh' && machine !== undefined)
    return nothing(
      `the rule for SSH into ${machine} is docker-machine's own, which it makes at each start, and stays`,
    );
  if (machine === undefined || rule === undefined || !isOwnRule(rule))
    return cannot('the journal does not say which rule it was');
  const vm = await parts.hands.hypervisor.readVm(machine);
  if (vm.kind === 'unreadable') return cannot(`${machine} cannot be asked: ${vm.reason}`);
  if (vm.value.state === 'missing') return nothing(`VirtualBox does not know ${machine} any more`);
  const there = vm.value.natRules.find(({ name }) => name === rule.name);
  const where = `${rule.name} 127.0.0.1:${rule.hostPort} of ${machine}`;
  if (entry.undo['verb'] === 'add') {
    if (there !== undefined)
      return isSameRule(there, rule) ? nothing(`${where} is there`) : moved(there, machine);
    return act(`add ${where} again`, () => put(parts, { machine, rule, verb: 'add' }));
  }
  if (there === undefined) return nothing(`${where} is gone already`);
  if (isSameRule(there, rule))
    return act(`remove ${where}`, () => put(parts, { machine, rule, verb: 'remove' }));
  const later = all.slice(all.indexOf(entry) + 1);
  const isOurs = later.some(
    (other) => other.machine === machine && isOpen(other) && isSameRule(ruleOf(other), there),
  );
  return isOurs
    ? nothing(`${where} has been moved to port ${there.hostPort} by Fairlead since`)
    : moved(there, machine);
}

function act(text: string, run: () => Promise<Acted>): Plan {
  return { kind: 'act', text, act: run };
}

function moved(there: NatRule, machine: string): Plan {
  return changed(
    `the rule ${there.name} of ${machine} is another one now (${there.hostIp}:${there.hostPort} -> ${there.guestPort}), and stays`,
  );
}

interface Put {
  readonly machine: string;
  readonly rule: NatRule;
  readonly verb: 'add' | 'remove';
}

/** As a step of the machine's own, so that the loop does nothing to it meanwhile; read back. */
async function put({ keeper, remembered }: UndoParts, { machine, rule, verb }: Put): Promise<Acted> {
  // Without this the loop would arm it again with its next look.
  await remembered.setWantsForward(machine, verb === 'add');
  const does = verb === 'add' ? 'add-forward' : 'remove-forward';
  const step = await keeper.act(machine, does, async ({ hypervisor }): Promise<StepResult> => {
    const said =
      verb === 'add'
        ? await hypervisor.addNatRule(machine, rule)
        : await hypervisor.removeNatRule(machine, rule.name);
    if (said.kind !== 'done') return { kind: said.kind, text: `VBoxManage: ${said.reason}` };
    const rules = valueOf(await hypervisor.readVm(machine))?.natRules;
    const stands = rules?.some((one) => isSameRule(one, rule));
    return stands === (verb === 'add')
      ? { kind: 'done', text: `${verb === 'add' ? 'added' : 'removed'} NAT rule ${rule.name} of ${machine}` }
      : { kind: 'failed', text: `VBoxManage said nothing is wrong, but ${rule.name} is not as it should be` };
  });
  if (step === undefined) return { ok: false, text: `there is no machine ${machine} in the stores any more` };
  return { ok: step.result.kind === 'done', text: step.result.text };
}

export function ruleOf({ kind, undo }: JournalEntry): NatRule | undefined {
  const { name, protocol, hostIp, hostPort, guestIp, guestPort } = undo;
  if (kind !== 'nat-rule' || typeof name !== 'string' || typeof hostPort !== 'number') return undefined;
  if (typeof guestPort !== 'number' || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  return { name, protocol, hostIp: String(hostIp), hostPort, guestIp: String(guestIp), guestPort };
}

export function isSameRule(one: NatRule | undefined, other: NatRule): boolean {
  return (
    one?.name === other.name &&
    one.protocol === other.protocol &&
    one.hostIp === other.hostIp &&
    one.hostPort === other.hostPort &&
    one.guestPort === other.guestPort
  );
}
