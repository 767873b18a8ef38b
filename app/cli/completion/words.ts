import type { Command } from 'commander';
import { Settings } from '../../../shared/settings.ts';

export interface CompletedOption {
  /** `--json`, `-q`. */
  readonly flags: readonly string[];
  readonly summary: string;
  readonly takesValue: boolean;
}

/** One command as completion needs it. */
export interface CompletedCommand {
  /** Words behind `fairlead`: `certs show`, or '' for the program itself. */
  readonly words: string;
  readonly summary: string;
  readonly subcommands: readonly { readonly name: string; readonly summary: string }[];
  readonly options: readonly CompletedOption[];
  readonly completes: 'machines' | 'files' | 'settings' | 'nothing';
}

/** The program and all commands below it, read from commander's own definitions. */
export function wordsOf(program: Command): readonly CompletedCommand[] {
  return [program, ...program.commands.flatMap((command) => [command, ...command.commands])].map(
    (command) => ({
      words: nameOf(command),
      summary: command.summary(),
      subcommands: command.commands.map((one) => ({ name: one.name(), summary: one.summary() })),
      options: [
        ...command.options.map((option) => ({
          flags: [option.short, option.long].filter((flag) => flag !== undefined),
          summary: option.description,
          takesValue: option.required || option.optional,
        })),
        { flags: ['-h', '--help'], summary: 'show this manual', takesValue: false },
      ],
      completes: kindOf(command),
    }),
  );
}

function nameOf(command: Command): string {
  const { parent } = command;
  if (parent === null) return '';
  return parent.parent === null ? command.name() : `${parent.name()} ${command.name()}`;
}

function kindOf(command: Command): CompletedCommand['completes'] {
  const names = command.registeredArguments.map((argument) => argument.name());
  if (names.some((name) => name === 'source' || name.includes('.') || name === 'file')) return 'files';
  if (names.includes('key')) return 'settings';
  return names.some((name) => name.startsWith('machine')) ? 'machines' : 'nothing';
}

/** A text inside single quotes of a POSIX shell. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Where the names of machines come from: the store alone, so that it is quick and needs no daemon. */
export const machineNames = 'fairlead ls -q 2>/dev/null';

/** Names of settings, which no machine and no daemon is needed for. */
export const settingKeys: readonly string[] = Object.keys(Settings.shape);
