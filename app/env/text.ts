import { FailureError } from '../../shared/control/failure.ts';
import type { Shell } from './shells.ts';
import type { Variable } from './theme.ts';

export interface EnvironmentText {
  readonly shell: Shell;
  readonly set: readonly Variable[];
  readonly unset: readonly string[];
  /** The command that printed this, for the hint. */
  readonly command: string;
}

/** The text to evaluate. Throws FailureError when a value cannot be written in that shell. */
export function environmentText({ shell, set, unset, command }: EnvironmentText): string {
  const { theme } = shell;
  for (const variable of set) refuseImpossible(variable, shell);
  // Beside variables that are set, those taken away are often not there.
  const takeAway = (name: string): string =>
    (set.length > 0 ? theme.clear?.(name) : undefined) ?? theme.unset(name);
  const lines = [
    ...set.map((variable) => theme.set(variable)),
    ...unset.map(takeAway),
    ...(theme.hint?.(command, unset) ?? []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function refuseImpossible({ name, value }: Variable, { name: shell, theme }: Shell): void {
  // A line break ends the statement in half of the shells, and no path of Docker's has a control character.
  const found = /[\u0000-\u001f\u007f]/.exec(value) ?? theme.impossible?.exec(value);
  if (found === null || found === undefined) return;
  throw new FailureError(
    'not-possible',
    `${name} contains ${JSON.stringify(found[0])}, which cannot be written for ${shell}: ${JSON.stringify(value)}`,
    { hint: 'move that file to a path without such characters, or take another --shell' },
  );
}
