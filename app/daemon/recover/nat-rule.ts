import { isOwnRule } from '../../machine/forward.ts';
import { isSameRule, ruleOf } from '../undo/nat-rule.ts';
import { asStep, made, notMade, open, type Cut, type Found } from './found.ts';

/**
 * The rule is in the VM or it is not. A removal that a person had asked for is finished; all else is left to the
 * loop, which adds and moves forwards as it finds them.
 */
export async function recoverNatRule(cut: Cut): Promise<Found> {
  const { parts, entry } = cut;
  const rule = ruleOf(entry);
  const { machine } = entry;
  if (machine === undefined || rule === undefined || !isOwnRule(rule))
    return notMade('the journal does not say which rule it was');
  const isAddition = entry.undo['verb'] === 'remove';
  const vm = await parts.hands.hypervisor.readVm(machine);
  if (vm.kind === 'unreadable') return open(`${machine} cannot be asked: ${vm.reason}`);
  if (vm.value.state === 'missing')
    return isAddition
      ? notMade(`VirtualBox does not know ${machine} any more`)
      : made(`VirtualBox does not know ${machine} any more, and its rules are gone with it`);
  const there = vm.value.natRules.find(({ name }) => name === rule.name);
  const where = `${rule.name} 127.0.0.1:${rule.hostPort}`;
  if (there === undefined || !isSameRule(there, rule)) {
    const text =
      there === undefined
        ? `${where} is not there`
        : `${rule.name} is another one now (127.0.0.1:${there.hostPort})`;
    return isAddition ? notMade(text) : made(text);
  }
  if (isAddition) return made(`${where} is there`);
  if (parts.remembered.wantsForward(machine)) return notMade(`${where} is still there`);
  return asStep(cut, 'remove-forward', async ({ hypervisor }) => {
    const said = await hypervisor.removeNatRule(machine, rule.name);
    return said.kind === 'done'
      ? made(`${where} was still there and has been removed, as you had asked`)
      : open(`VBoxManage: ${said.reason}`);
  });
}
