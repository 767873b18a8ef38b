import type { Command } from 'commander';
import type { Client } from '../../../shared/control/contract.ts';
import type { PermissionChanged } from '../../../shared/control/change-words.ts';
import { printableLines } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';

interface Options {
  readonly check?: true;
  readonly install?: true;
  readonly remove?: true;
}

export function addSudoers(line: CommandLine, program: Command): void {
  const added = line.add(program, {
    usage: 'sudoers',
    summary: 'print, check, install or remove the permission that repairing routes needs',
    manual: {
      about: [
        'Prints a file for /etc/sudoers.d that allows exactly the commands with which Fairlead puts the route of your machines back: this network, this interface, every argument written out. Nothing is installed by printing it.',
        'With --check it compares the installed file byte for byte, and ends with 1 when it is absent or out of date. A row that a VPN set through a gateway cannot be put back with it.',
        'With --install it shows the file, asks once for your password (a sheet on macOS, sudo elsewhere), and installs it only when visudo accepts it; when sudo could not read all its files afterwards, it is taken away again. With --remove it is removed if it is byte for byte what Fairlead wrote.',
      ],
      examples: [
        ['fairlead sudoers', 'the file'],
        ['fairlead sudoers --check', 'whether it is installed and up to date'],
        ['fairlead sudoers --install', 'install it, or bring it up to date'],
        ['fairlead sudoers --remove', 'take it away'],
      ],
      exits: [3],
    },
  });
  added
    .option('--check', 'compare with the installed file')
    .option('--install', 'install it, with one prompt for your password')
    .option('--remove', 'remove it, with one prompt for your password');
  line.does<Options>(added, (session, options) => {
    const { check, install, remove } = options;
    if ([check, install, remove].filter((one) => one === true).length > 1)
      throw new CommandError('usage', 'use one of --check, --install and --remove', {
        hint: 'fairlead sudoers --help',
        exitCode: exitCodes.usage,
      });
    if (install === true) return change(session, 'install');
    return remove === true ? change(session, 'remove') : show(session, check === true);
  });
}

async function show(session: Session, isCheck: boolean): Promise<ExitCode> {
  const view = await session.reach((client) => client.sudoers({}, session.world.signal));
  if (!isCheck && view.text === undefined)
    throw new CommandError('not-possible', view.problem ?? 'there is nothing to allow', {
      hint: 'fairlead route show',
    });
  const { state, path, problem = '', differences, command, text = '' } = view;
  session.print(view, () =>
    isCheck
      ? `${path}: ${state}${problem === '' ? '' : `, ${printableLines(problem)}`}\n${differences.map((one) => `${printableLines(one)}\n`).join('')}`
      : text,
  );
  if (!isCheck && !session.json) session.remark(`# To install it: ${command}`);
  return !isCheck || state === 'current' || state === 'not-needed' ? exitCodes.ok : exitCodes.failed;
}

async function change(session: Session, verb: 'install' | 'remove'): Promise<ExitCode> {
  const changed = await session.reach((client) => changeBy(session, client, verb));
  session.print({ state: changed.state, sentence: changed.sentence }, () => `${changed.sentence}\n`);
  return changed.state === 'done' ? exitCodes.ok : exitCodes.failed;
}

/** Said before any password is asked for: what it is for, and the very text. */
export async function changeBy(
  session: Session,
  client: Client,
  verb: 'install' | 'remove',
): Promise<PermissionChanged> {
  const { signal } = session.world;
  const { text, why } = await client.sudoers({}, signal);
  if (verb === 'install' && text !== undefined) session.remark(`${why}\n\n${text}`);
  const by = process.platform === 'darwin' || process.geteuid?.() === 0 ? 'daemon' : 'caller';
  const answer = await client.changePermission({ verb, by }, signal);
  if (answer.prepared === undefined) return answer;
  const { id, script, why: question } = answer.prepared;
  const { askInTerminal } = await import('../../daemon/sudoers/terminal.ts');
  const exitCode = await askInTerminal(script, question).catch((error: unknown) => {
    session.remark(`sudo could not be started: ${error instanceof Error ? error.message : String(error)}`);
    return 127;
  });
  return client.concludePermission({ id, exitCode }, signal);
}
