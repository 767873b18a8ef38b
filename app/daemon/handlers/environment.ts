import type { Environment, Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { chooseShell } from '../../env/shells.ts';
import { targetOf } from '../../env/target.ts';
import { environmentText } from '../../env/text.ts';
import { environmentFor, parted } from '../../env/variables.ts';
import { chooseOne } from './choose-one.ts';

/** The text for a shell, as `fairlead env` prints it, for whoever has a copy button instead of a shell. */
export function environment(snapshot: Snapshot, input: Parsed<'environment'>): Environment {
  const machine = chooseOne(snapshot.machines, input.machine);
  const target = targetOf(machine, input.tcp ? 'tcp' : 'endpoint');
  if ('missing' in target)
    throw new FailureError('not-possible', `${machine.name}: ${target.missing}`, { hint: target.next });
  const shell = chooseShell(input.shell ?? 'sh', {});
  const { set, unset } = parted(environmentFor(target));
  const command = ['fairlead env', ...(input.tcp ? ['--tcp'] : []), machine.name].join(' ');
  return {
    machine: machine.name,
    shell: shell.name,
    text: environmentText({ shell, set, unset, command }),
    variables: Object.fromEntries(set.map(({ name, value }) => [name, value])),
    unset: [...unset],
    form: target.form,
    ...(target.form === 'tcp' && !input.tcp
      ? { remark: 'this machine has no endpoint, so this is an address that may change' }
      : {}),
  };
}
