import type { Command } from 'commander';
import {
  takesPassword,
  undoResult,
  type Undone,
  type UndoResult,
} from '../../../shared/control/change-words.ts';
import type { Client, In } from '../../../shared/control/contract.ts';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { changeBy } from './sudoers.ts';

interface Options {
  readonly last?: true;
  readonly all?: true;
  readonly dryRun?: true;
  readonly restartEngine?: true;
}

export function addUndo(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'undo [id...]',
    summary: 'put back what was there before a change of Fairlead',
    manual: {
      about: [
        'Undoes the newest change that stands, the named ones, or with --all every one, newest first. Each is read back. What is as it was before already needs nothing; what somebody else changed since is left alone and named. Nothing that Fairlead did not make is ever removed.',
        'A certificate goes back through the same exchange that brought it: the engine restarts. When that would stop containers it ends with 6, unless --restart-engine says so.',
        'Works with and without a daemon. A daemon that runs goes on watching: what it was told to undo it does not do again until fairlead fix.',
      ],
      examples: [
        ['fairlead undo --dry-run', 'what undoing the last change would do'],
        ['fairlead undo --all', 'everything, newest first'],
        ['fairlead undo 3f2a91c0', 'one change, by the id fairlead journal shows'],
      ],
      exits: [3, 6],
    },
  });
  command
    .option('--last', 'the newest change that stands (the default)')
    .option('--all', 'every change that stands, newest first')
    .option('--dry-run', 'only say what would be done')
    .option('--restart-engine', 'agree to a restart of the engine, which stops containers');
  line.does<Options>(command, async (session, options, [ids]) => {
    const input: In<'undo'> = {
      which: whichOf(options, ids as unknown as readonly string[]),
      dryRun: options.dryRun === true,
      restartEngine: options.restartEngine === true,
    };
    const result = await session.reach(async (client) => {
      const first = await withProgress(session, 'Undoing', () => client.undo(input, session.world.signal));
      return withPassword(session, client, first);
    });
    session.print(result, () => undoText(result));
    return exitOf(result);
  });
}

function whichOf(options: Options, ids: readonly string[]): In<'undo'>['which'] {
  const ways = [options.last === true, options.all === true, ids.length > 0].filter(Boolean).length;
  if (ways > 1)
    throw new CommandError('usage', 'name changes, or use --last or --all, not several of them', {
      hint: 'fairlead undo --help',
      exitCode: exitCodes.usage,
    });
  if (options.all === true) return 'all';
  return ids.length > 0 ? [...ids] : 'last';
}

/** The permission for routes goes with a password, which is asked for once, where somebody can be asked. */
async function withPassword(session: Session, client: Client, first: UndoResult): Promise<UndoResult> {
  const isWanting = ({ outcome, text }: Undone): boolean =>
    outcome === 'cannot' && text.startsWith(takesPassword);
  const isRoot = process.geteuid?.() === 0;
  // Nobody is there to type it: the text says the command.
  if (!first.entries.some(isWanting) || !(isRoot || session.world.stdin.isTTY === true)) return first;
  const { state, sentence } = await changeBy(session, client, 'remove').catch((error: unknown) => ({
    state: 'failed',
    sentence: error instanceof Error ? error.message : String(error),
  }));
  const asked: Pick<Undone, 'outcome' | 'text'> = {
    outcome: state === 'done' ? 'undone' : 'failed',
    text: sentence,
  };
  return undoResult(
    first.entries.map((one) => (isWanting(one) ? { ...one, ...asked } : one)),
    false,
  );
}

const marks: { readonly [O in UndoResult['entries'][number]['outcome']]: string } = {
  undone: 'undone',
  would: 'would',
  nothing: 'nothing to do',
  changed: 'left alone',
  consent: 'needs consent',
  failed: 'failed',
  cannot: 'cannot',
};

function undoText({ sentence, entries }: UndoResult): string {
  const lines = entries.map(
    ({ id, outcome, text }) => `  ${id.slice(0, 8)}  ${marks[outcome].padEnd(13)}  ${printable(text)}\n`,
  );
  const consent = entries.some(({ outcome }) => outcome === 'consent');
  return `${sentence}\n${lines.join('')}${consent ? 'To agree to the restart: fairlead undo --restart-engine <id>\n' : ''}`;
}

function exitOf({ ok, entries }: UndoResult): ExitCode {
  if (ok) return exitCodes.ok;
  return entries.some(({ outcome }) => outcome === 'consent') ? exitCodes.consent : exitCodes.failed;
}
