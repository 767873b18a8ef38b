import { listed, nearest } from '../../shared/nearest.ts';
import { printable } from '../../shared/wording.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** What a list says instead of nothing. */
export const noMachinesText = 'There are no machines in the docker-machine store.\n';

/** Throws the sentence about a machine nobody knows, with the names there are. */
function unknownMachine(name: string, names: readonly string[]): never {
  const shown = printable(name.slice(0, 80));
  if (names.length === 0) noMachines();
  const meant = nearest(name, names);
  throw new CommandError('unknown-machine', `there is no machine "${shown}"; ${known(names)}`, {
    hint: meant === undefined ? 'fairlead ls' : `did you mean ${meant}?`,
  });
}

/**
 * The machine that is meant: by name, or the only one, or `default`, docker-machine's own first choice.
 * `places` are the folders it was looked for in, where that is known.
 */
export function chooseMachine<M extends { readonly name: string }>(
  machines: readonly M[],
  name?: string,
  places: readonly string[] = [],
): M {
  if (machines.length === 0) noMachines(places);
  const names = machines.map((machine) => machine.name);
  if (name !== undefined) {
    const found = machines.find((machine) => machine.name === name);
    return found ?? unknownMachine(name, names);
  }
  const only = machines.length === 1 ? machines[0] : machines.find((machine) => machine.name === 'default');
  if (only !== undefined) return only;
  throw new CommandError('which-machine', `name the machine; ${known(names)}`, {
    hint: 'fairlead ls',
    exitCode: exitCodes.usage,
  });
}

/** The machines a command concerns: the named one, or all of them. */
export function concerned<M extends { readonly name: string }>(
  machines: readonly M[],
  name: string | undefined,
): readonly M[] {
  return name === undefined ? machines : [chooseMachine(machines, name)];
}

function noMachines(places: readonly string[] = []): never {
  const where = places.length === 0 ? 'in the docker-machine store' : `in ${listed(places.map(printable))}`;
  throw new CommandError('no-machines', `there are no machines ${where}`, {
    hint: 'fairlead create default, or name another store: fairlead settings set stores <folder>, or MACHINE_STORAGE_PATH',
  });
}

function known(names: readonly string[]): string {
  const some = names.slice(0, 20).map(printable);
  const more = names.length > some.length ? [`${names.length - some.length} more`] : [];
  return names.length === 1 ? `the only one is ${listed(some)}` : `there are ${listed([...some, ...more])}`;
}
