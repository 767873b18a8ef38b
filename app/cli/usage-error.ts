import type { Command, CommanderError } from 'commander';
import { nearest } from '../../shared/nearest.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** commander's complaint in our form: with what was probably meant, or whose manual to read. */
export function usageError(error: CommanderError, command: Command): CommandError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const subcommand = error.code === 'commander.excessArguments' ? mistypedSubcommand(command) : undefined;
  if (subcommand !== undefined) return subcommand;
  const meant = /Did you mean (.+)\?/.exec(suggestion ?? '')?.[1];
  const near = error.code === 'commander.unknownCommand' && meant === undefined ? asOption(command) : meant;
  return new CommandError(
    'usage',
    message.replace(/'([^']+)'\. Expected/, `'${fullName(command)}'. Expected`),
    {
      hint: near === undefined ? `${fullName(command)} --help` : `did you mean ${near}?`,
      exitCode: exitCodes.usage,
    },
  );
}

/** What is typed behind a group goes to its default command, so `route explian` reaches `route show`. */
function mistypedSubcommand(command: Command): CommandError | undefined {
  const group = command.parent;
  const word = command.args[command.registeredArguments.length];
  const isInGroup = group !== null && group.parent !== null;
  if (!isInGroup || word === undefined || group.args[0] !== word) return undefined;
  const names = group.commands.map((one) => one.name());
  const meant = nearest(word, names);
  return new CommandError('usage', `unknown command '${fullName(group)} ${word}'`, {
    hint: meant === undefined ? `${fullName(group)} --help` : `did you mean ${fullName(group)} ${meant}?`,
    exitCode: exitCodes.usage,
  });
}

/** `fairlead version`, as other programs have it. */
function asOption(command: Command): string | undefined {
  const word = command.args[0] ?? '';
  return command.options.some((option) => option.long === `--${word}`) ? `--${word}` : undefined;
}

/** `fairlead route explain`. */
export function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
