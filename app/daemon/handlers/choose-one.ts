import { FailureError } from '../../../shared/control/failure.ts';
import type { MachineView } from '../../../shared/snapshot.ts';

/** The named machine, the only one, or `default`: docker-machine's own first choice. */
export function chooseOne(machines: readonly MachineView[], name: string | undefined): MachineView {
  const wanted = name ?? (machines.length === 1 ? machines[0]?.name : 'default');
  const found = machines.find((machine) => machine.name === wanted);
  if (found !== undefined) return found;
  const names = machines.map((machine) => machine.name).join(', ');
  if (name === undefined)
    throw new FailureError('bad-request', `name the machine: ${names === '' ? 'there is none' : names}`, {
      hint: 'fairlead ls',
    });
  throw new FailureError('unknown-machine', `there is no machine "${name}"`, { hint: 'fairlead ls' });
}
