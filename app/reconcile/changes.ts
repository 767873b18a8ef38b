import { valueOf } from '../reading.ts';
import { kindOfInterface } from '../route/interface-kind.ts';
import type { Observation } from './observation.ts';

/** Table and kernel answered at different moments of a change. */
export function isTorn(observation: Observation | undefined): boolean {
  return observation?.machines.some(({ route }) => route.kind === 'unknown' && !route.agreement) ?? false;
}

/** Whether a machine may well be there, and its store or its file could not be read. */
export function isUnreadMachine(seen: Observation | undefined, name: string): boolean {
  if (seen === undefined || seen.stores.kind !== 'read') return seen?.stores.kind === 'unreadable';
  return seen.stores.value.some((entry) => entry.kind === 'broken' && entry.name === name);
}

/** A host-only adapter came or went, which a machine's start or stop does: the hypervisor's answers are old. */
export function hostOnlyChanged(before: Observation | undefined, seen: Observation): boolean {
  return before !== undefined && hostOnlyList(before) !== hostOnlyList(seen);
}

function hostOnlyList({ interfaces }: Observation): string {
  const adapters = (valueOf(interfaces) ?? []).filter(({ name }) => kindOfInterface(name) === 'vm');
  return JSON.stringify(adapters.map(({ name, up, addresses }) => [name, up, addresses]));
}

/** Machines whose engine answered at the look before and does not now. */
export function lostEngines(before: Observation | undefined, seen: Observation): readonly string[] {
  const had = (name: string): boolean =>
    before?.machines.find(({ machine }) => machine.name === name)?.engine !== undefined;
  return seen.machines.flatMap(({ machine, engine }) =>
    engine === undefined && had(machine.name) ? [machine.name] : [],
  );
}

/** A VM's network has an interface on this computer that it had not at the look before. */
export function adapterAppeared(before: Observation | undefined, seen: Observation): boolean {
  const names = ({ interfaces }: Observation): string[] =>
    (valueOf(interfaces) ?? [])
      .filter(({ name, up, addresses }) => up && addresses.length > 0 && kindOfInterface(name) === 'vm')
      .map(({ name }) => name);
  const old = before === undefined ? undefined : names(before);
  return old !== undefined && names(seen).some((name) => !old.includes(name));
}
