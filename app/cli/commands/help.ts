import type { Command } from 'commander';
import { nearest } from '../../../shared/nearest.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { fullName } from '../usage-error.ts';

/** `help route explain` is `route explain --help`. commander's own stops at the first word. */
export function addHelp(program: Command): void {
  program
    .helpCommand(false)
    .command('help [command...]')
    .summary('show the manual of a command')
    .helpOption(false)
    .action((words: readonly string[]) => {
      find(program, words).outputHelp();
    });
}

function find(program: Command, words: readonly string[]): Command {
  return words.reduce((command, word) => {
    const found = command.commands.find((one) => one.name() === word);
    if (found !== undefined) return found;
    const names = command.commands.map((one) => one.name());
    const meant = nearest(word, names);
    throw new CommandError('usage', `unknown command '${fullName(command)} ${word}'`, {
      hint:
        meant === undefined
          ? `${fullName(command)} --help`
          : `did you mean ${fullName(program)} help ${[...words.slice(0, words.indexOf(word)), meant].join(' ')}?`,
      exitCode: exitCodes.usage,
    });
  }, program);
}
