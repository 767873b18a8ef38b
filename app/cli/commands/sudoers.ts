import type { Command } from 'commander';
import { printableLines } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

export function addSudoers(line: CommandLine, program: Command): void {
  const added = line.add(program, {
    usage: 'sudoers',
    summary: 'print the permission that repairing routes needs, as a sudoers file',
    manual: {
      about: [
        'Prints a file for /etc/sudoers.d that allows exactly the commands with which Fairlead puts the route of your machines back: this network, this interface, every argument written out. Nothing is installed by it.',
        'With --check it compares the installed file byte for byte, and ends with 1 when it is absent or out of date. For macOS. A row that a VPN set through a gateway cannot be put back with it.',
      ],
      examples: [
        ['fairlead sudoers', 'the file'],
        ['fairlead sudoers --check', 'whether it is installed and up to date'],
      ],
      exits: [3],
    },
  });
  added.option('--check', 'compare with the installed file');
  line.does<{ readonly check?: true }>(added, async (session, { check }) => {
    const view = await session.reach((client) => client.sudoers({}, session.world.signal));
    if (check !== true && view.text === undefined)
      throw new CommandError('not-possible', view.problem ?? 'there is nothing to allow', {
        hint: 'fairlead route show',
      });
    const { state, path, problem = '', differences, command, text = '' } = view;
    session.print(view, () =>
      check === true
        ? `${path}: ${state}${problem === '' ? '' : `, ${printableLines(problem)}`}\n${differences.map((one) => `${printableLines(one)}\n`).join('')}`
        : text,
    );
    if (check !== true && !session.json) session.remark(`# To install it: ${command}`);
    return check !== true || state === 'current' || state === 'not-needed' ? exitCodes.ok : exitCodes.failed;
  });
}
