import type { Command } from 'commander';
import type { ExplainResult } from '../../../shared/control/doctor.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { explainMessage } from '../../doctor/explain/explain.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import { explainText } from '../print/explain.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { readTableText } from '../table-text.ts';

export function addExplain(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'explain',
    summary: 'say what an error message means, and what to do about it',
    manual: {
      about: [
        'Takes any message of docker, docker-compose, docker-machine, VBoxManage, ssh, route, curl and their kin, one line or a whole paste, and answers with cause and remedy. Several answers come best first; what this computer shows decides between them. The running daemon is asked for that; without one it looks for itself.',
        'A message that means nothing here gets no answer rather than a guess: then "matches" is empty, and what to type next is said. It ends with 0 either way.',
      ],
      examples: [
        ["fairlead explain 'dial tcp 192.168.99.100:2376: i/o timeout'", 'one message'],
        ['docker ps 2>&1 | fairlead explain', 'what a command says'],
        ['pbpaste | fairlead explain', 'what was copied from a terminal'],
        ['fairlead explain --json < error.txt', 'for programs'],
      ],
      exits: [3],
    },
  });
  command
    .argument('[text...]', 'the message; - or nothing means standard input')
    .option('--offline', 'do not look at this computer')
    // A message may begin with a dash itself.
    .allowUnknownOption();
  line.does<{ readonly offline?: true }>(command, explainCommand);
}

async function explainCommand(
  session: Session,
  options: { readonly offline?: true },
  args: readonly unknown[],
): Promise<ExitCode> {
  const text = await readMessage(session, (args[0] ?? []) as readonly string[]);
  const snapshot =
    options.offline === true
      ? undefined
      : await withProgress(session, 'Looking at the machines', () => present(session));
  const result: ExplainResult = explainMessage(text, snapshot);
  session.print(result, () => explainText(result, session.paper));
  return exitCodes.ok;
}

async function readMessage(session: Session, words: readonly string[]): Promise<string> {
  const text = await readWords(session, words);
  if (text.trim() !== '') return text;
  throw new CommandError('usage', 'there is no message to explain', {
    hint: "fairlead explain '<message>', or docker ps 2>&1 | fairlead explain",
    exitCode: exitCodes.usage,
  });
}

async function readWords(session: Session, words: readonly string[]): Promise<string> {
  if (words.length > 0 && !(words.length === 1 && words[0] === '-')) return words.join(' ');
  if (words.length === 0 && session.world.stdin.isTTY === true) return '';
  const reading = await readTableText('-', session.world.stdin);
  if (reading.kind === 'read') return reading.value;
  throw new CommandError('unreadable', `standard input: ${reading.reason}`, {
    hint: 'fairlead explain --help',
  });
}

/** The message can be explained without this computer, so whatever is wrong with looking at it is passed over. */
async function present(session: Session): Promise<Snapshot | undefined> {
  try {
    return await session.reach((client) => client.status({}, session.world.signal));
  } catch (error) {
    if (session.world.signal.aborted) throw error;
    if (!session.json)
      session.remark(
        `this computer was not looked at: ${error instanceof Error ? error.message : String(error)}`,
      );
    return undefined;
  }
}
