import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { completionOf, completionShells } from '../completion/script.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

export function addCompletion(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'completion',
    summary: 'print the completion for a shell',
    manual: {
      about: [
        'Prints what makes the shell complete commands, options and names of machines. It is made from the commands themselves; the names come from the store, without a daemon.',
        `Shells: ${completionShells.join(', ')}.`,
      ],
      examples: [
        // Not source <(…), which the bash of macOS, 3.2, takes for an empty file.
        ['eval "$(fairlead completion bash)"', 'bash; for all: in ~/.bashrc (Mac: .bash_profile)'],
        ['source <(fairlead completion zsh)', 'zsh: after compinit, in ~/.zshrc'],
        ['fairlead completion fish | source', 'fish: in config.fish for all'],
      ],
    },
  });
  command.argument('<shell>', completionShells.join(', '));
  line.does(command, (session, _options, [shell = '']) => {
    const script = completionOf(shell, program);
    if (script === undefined)
      throw new CommandError('usage', `there is no completion for ${JSON.stringify(shell.slice(0, 40))}`, {
        hint: `there are ${completionShells.join(', ')}`,
        exitCode: exitCodes.usage,
      });
    session.world.stdout.write(script);
    return Promise.resolve(undefined);
  });
}
