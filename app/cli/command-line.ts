import { InvalidArgumentError, Option, type Command, type CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { manualText, type Manual } from './manual.ts';
import { Session, type GlobalOptions } from './session.ts';
import type { World } from './world.ts';

export interface CommandShape {
  /** Name and arguments as commander reads them: `fix [machine]`. */
  readonly usage: string;
  readonly summary: string;
  readonly manual: Manual;
  /** The one that runs when the group is named alone. */
  readonly isDefault?: boolean;
}

/**
 * What a command does; its arguments come in order, left-out ones as undefined. Answers its exit code, which may be
 * that of a program it ran.
 */
export type Action<Options> = (
  session: Session,
  options: Options,
  args: readonly (string | undefined)[],
) => Promise<number | undefined>;

/** The same with all its words in one list. */
export type ManyAction<Options> = (
  session: Session,
  options: Options,
  words: readonly string[],
) => Promise<number | undefined>;

/** `--home`. No name would be the folder the shell happens to stand in. */
export function homeOption(): Option {
  return new Option(
    '--home <folder>',
    'folder of the daemon (default: $FAIRLEAD_HOME or ~/.fairlead)',
  ).argParser((folder: string) => {
    if (folder === '') throw new InvalidArgumentError('It must be the path of a folder.');
    return folder;
  });
}

/** Builds the commands of one run and remembers how it ended. */
export class CommandLine {
  readonly world: World;
  exitCode: number = exitCodes.ok;
  /** The command that could not understand its words. */
  misunderstood: Command | undefined;

  constructor(world: World) {
    this.world = world;
  }

  /** Adds a command with --json, --home and its manual to a parent. */
  add(parent: Command, shape: CommandShape): Command {
    const command = parent.command(shape.usage, { isDefault: shape.isDefault === true });
    return this.#remembered(command)
      .summary(shape.summary)
      .description(sentence(shape.summary))
      .option('--json', 'print JSON for programs')
      .addOption(homeOption())
      .helpOption('-h, --help', 'show this manual')
      .addHelpText('after', manualText(shape.manual))
      .showHelpAfterError(false);
  }

  /** Adds a word that only groups commands: `certs`. */
  group(parent: Command, name: string, summary: string): Command {
    return this.#remembered(parent.command(name))
      .summary(summary)
      .description(sentence(summary))
      .helpOption('-h, --help', 'show this manual')
      .helpCommand(false);
  }

  #remembered(command: Command): Command {
    return command.exitOverride((error: CommanderError) => {
      this.misunderstood = command;
      throw error;
    });
  }

  /** The same for a command whose last argument is a list. */
  doesMany<Options>(command: Command, action: ManyAction<Options>): void {
    this.does<Options>(command, (session, options, args) =>
      action(session, options, (args as readonly unknown[]).flat() as string[]),
    );
  }

  does<Options>(command: Command, action: Action<Options>): void {
    command.action(async () => {
      const options = command.optsWithGlobals<GlobalOptions & Options>();
      const args = command.processedArgs as (string | undefined)[];
      const code = await action(new Session(this.world, options), options, args);
      this.exitCode = code ?? exitCodes.ok;
    });
  }
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
