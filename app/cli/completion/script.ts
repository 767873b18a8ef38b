import type { Command } from 'commander';
import { bashScript } from './bash.ts';
import { fishScript } from './fish.ts';
import { wordsOf, type CompletedCommand } from './words.ts';
import { zshScript } from './zsh.ts';

const scripts: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export const completionShells = Object.keys(scripts);

/** What completes the whole command line in this shell; undefined for a shell nobody taught. */
export function completionOf(shell: string, program: Command): string | undefined {
  return Object.hasOwn(scripts, shell) ? scripts[shell]?.(wordsOf(program)) : undefined;
}
