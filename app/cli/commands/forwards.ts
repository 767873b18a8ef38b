import type { Command } from 'commander';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { perform } from '../perform.ts';
import { table } from '../print/table.ts';
import { given } from './fix.ts';

export function addForwards(line: CommandLine, program: Command): void {
  const group = line.group(program, 'forward', 'list, add or remove localhost forwards');
  const list = line.add(group, {
    usage: 'list',
    isDefault: true,
    summary: 'list the localhost forwards to engines',
    manual: {
      about: [
        'Lists the NAT rules that lead from 127.0.0.1 to an engine, whether Fairlead made them, and whether Docker answers there. Needs the daemon.',
      ],
      examples: [['fairlead forward', 'the list']],
      exits: [3, 4],
    },
  });
  line.does(list, async (session) => {
    const forwards = await (await session.daemon()).forwards({}, session.world.signal);
    const rows = forwards.map((forward) =>
      [
        forward.machine,
        forward.address,
        forward.rule,
        forward.ours ? 'Fairlead' : 'somebody else',
        forward.answers ? 'yes' : 'no',
      ].map(printable),
    );
    const headings = ['MACHINE', 'ADDRESS', 'RULE', 'MADE BY', 'ANSWERS'];
    session.print(forwards, () =>
      rows.length === 0
        ? 'There are no forwards. fairlead forward add makes one.\n'
        : table(session.paper, { headings, rows, cutFirst: [0, 2] }),
    );
    return undefined;
  });

  const add = line.add(group, {
    usage: 'add',
    summary: 'add the localhost forward of a machine',
    manual: {
      about: [
        'Adds a NAT rule of VirtualBox from a free port of 127.0.0.1 to the engine, and verifies that Docker answers there. Works while the machine runs. Needs the daemon.',
      ],
      examples: [['fairlead forward add default', 'one machine']],
      exits: [3, 4, 5],
    },
  });
  add.argument('[machine]', 'name of the machine');
  line.does(add, (session, _options, [machine]) =>
    perform(session, {
      what: 'Adding the forward',
      needsDaemon: true,
      call: (client) => client.addForward(given({ machine }), session.world.signal),
    }),
  );

  const remove = line.add(group, {
    usage: 'remove',
    summary: 'remove the forward that Fairlead added, and leave it away',
    manual: {
      about: ["Removes only Fairlead's own rule; a rule that somebody else made stays. Needs the daemon."],
      examples: [['fairlead forward remove default', 'one machine']],
      exits: [3, 4],
    },
  });
  remove.argument('[machine]', 'name of the machine');
  line.does(remove, (session, _options, [machine]) =>
    perform(session, {
      what: 'Removing the forward',
      needsDaemon: true,
      call: (client) => client.removeForward(given({ machine }), session.world.signal),
    }),
  );
}
