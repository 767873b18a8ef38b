import type { NatRule, VmView } from '../../ports.ts';

/** The form of `natpf1` arguments: `name,tcp,127.0.0.1,2376,,2376`. */
export function formatRule(rule: NatRule): string {
  return [rule.name, rule.protocol, rule.hostIp, rule.hostPort, rule.guestIp, rule.guestPort].join(',');
}

/** Whether two rules would listen at the same address and port; an empty host IP is every address. */
function meet(existing: NatRule, wanted: NatRule): boolean {
  return (
    existing.protocol === wanted.protocol &&
    existing.hostPort === wanted.hostPort &&
    ['', '0.0.0.0', wanted.hostIp].includes(existing.hostIp)
  );
}

/** Whether an existing rule already does what a wanted one would. */
export function doesTheSame(existing: NatRule, wanted: NatRule): boolean {
  return meet(existing, wanted) && existing.guestPort === wanted.guestPort;
}

/** The rule that stands in the way of a wanted one, in words; undefined when none does. */
export function conflict(rules: readonly NatRule[], wanted: NatRule): string | undefined {
  const other =
    rules.find(({ name }) => name === wanted.name) ?? rules.find((existing) => meet(existing, wanted));
  if (other === undefined) return undefined;
  const target = `${other.hostIp === '' ? '*' : other.hostIp}:${other.hostPort} -> ${other.guestPort}`;
  return other.name === wanted.name
    ? `the VM already has a NAT rule ${other.name} for ${target}`
    : `the VM's NAT rule ${other.name} (${target}) already uses port ${other.hostPort}`;
}

/** `controlvm` changes a VM that has a process, `modifyvm` one that has none. */
export type Verb = 'controlvm' | 'modifyvm';

/** Undefined while the VM is in the middle of a change, and for states nobody knows. */
export function verbFor({ state, rawState }: VmView): Verb | undefined {
  // A VM in guru meditation is dead, but its process is there and holds the lock.
  if (rawState.toLowerCase() === 'gurumeditation') return 'controlvm';
  if (state === 'running' || state === 'paused') return 'controlvm';
  return state === 'off' || state === 'saved' || state === 'crashed' ? 'modifyvm' : undefined;
}

export function otherVerb(verb: Verb): Verb {
  return verb === 'controlvm' ? 'modifyvm' : 'controlvm';
}

export function natArguments(verb: Verb, name: string, rest: readonly string[]): readonly string[] {
  return [verb, name, verb === 'controlvm' ? 'natpf1' : '--natpf1', ...rest];
}
