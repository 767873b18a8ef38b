import type { Snapshot } from '../../shared/snapshot.ts';
import { pathWords, printable, routeWords } from '../../shared/wording.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { statusText } from './print/status.ts';
import { styled } from './print/terminal.ts';
import type { Session } from './session.ts';

const clearScreen = '\u001b[H\u001b[2J\u001b[3J';

/**
 * Redraws the screen with every snapshot on a terminal; elsewhere prints a line whenever the sentence, a
 * path or a route changed, and with --json every snapshot on a line of its own.
 */
export async function watchStatus(session: Session): Promise<ExitCode> {
  const client = await session.daemon();
  const { stdout, now, signal } = session.world;
  let before = '';
  for await (const snapshot of client.watch({}, signal)) {
    if (session.json) stdout.write(`${JSON.stringify(snapshot)}\n`);
    else if (stdout.isTTY === true) {
      const foot = styled(session.paper, 'dim', 'Ctrl-C ends this.');
      stdout.write(`${clearScreen}${statusText(snapshot, session.paper, now())}\n${foot}\n`);
    } else {
      const after = changeLine(snapshot);
      if (after !== before) stdout.write(`${snapshot.at}  ${after}\n`);
      before = after;
    }
  }
  if (!signal.aborted) session.remark('The daemon has stopped.');
  return exitCodes.ok;
}

function changeLine(snapshot: Snapshot): string {
  const machines = snapshot.machines.map(
    (machine) =>
      `${machine.name}: ${machine.state}, path ${pathWords(machine)}, route ${routeWords(machine)}`,
  );
  return printable([`${snapshot.state}: ${snapshot.sentence}`, ...machines].join('  |  '));
}
