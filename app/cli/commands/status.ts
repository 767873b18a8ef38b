import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { statusText } from '../print/status.ts';
import { withProgress } from '../progress.ts';
import { isReachable } from '../reachable.ts';
import type { Session } from '../session.ts';
import { printState } from '../everyday/print-state.ts';
import { watchStatus } from '../watch-status.ts';

export function addStatus(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'status',
    summary: 'say whether Docker is reachable, by which path, and why',
    manual: {
      about: [
        'Shows the situation in one sentence, then every machine with its path, its route and its certificate, what is wrong with the command that mends it, and the newest lines of the timeline.',
        "With the name of a machine it prints docker-machine's one word for its state instead: Running, Paused, Saved, Stopped, Starting, Error or Timeout.",
        'With a running daemon it shows what the daemon sees, at once. Without one it looks for itself and changes nothing.',
      ],
      examples: [
        ['fairlead status', 'look once'],
        ['fairlead status --watch', 'stay, and show every change (needs the daemon)'],
        ['fairlead status default', "the state of one machine, in docker-machine's word"],
        ['fairlead status --json', 'the whole snapshot, for programs'],
      ],
      exits: [3, 4, 5],
    },
  });
  command
    .argument('[machine]', 'print only the state of this machine')
    .option('-w, --watch', 'stay and show every change; ends with Ctrl-C');
  line.does<{ readonly watch?: true }>(command, (session, options, [name]) => {
    if (name !== undefined) return printState(session, name);
    return options.watch === true ? watchStatus(session) : showStatus(session);
  });
}

async function showStatus(session: Session): Promise<ExitCode> {
  const snapshot = await withProgress(session, 'Looking at the machines', () =>
    session.reach((client) => client.status({}, session.world.signal)),
  );
  session.print(snapshot, () => statusText(snapshot, session.paper, session.world.now()));
  return isReachable(snapshot) ? exitCodes.ok : exitCodes.unreachable;
}
