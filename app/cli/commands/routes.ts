import type { Command } from 'commander';
import { printable, routeWords } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { noMachinesText } from '../machine-choice.ts';
import { perform } from '../perform.ts';
import { table } from '../print/table.ts';
import { withProgress } from '../progress.ts';
import { given } from './fix.ts';

/** Adds `route show` and `route repair`; returns the group, for `route explain`. */
export function addRoutes(line: CommandLine, program: Command): Command {
  const group = line.group(program, 'route', 'show, repair or explain routes to machines');
  const show = line.add(group, {
    usage: 'show',
    isDefault: true,
    summary: 'show which route carries each machine',
    manual: {
      about: [
        "Shows the kernel's own answer for every machine's address, and who owns it. Works without a daemon.",
      ],
      examples: [['fairlead route', 'all machines']],
      exits: [3],
    },
  });
  line.does(show, async (session) => {
    const machines = await withProgress(session, 'Looking at the routes', () =>
      session.reach((client) => client.machines({}, session.world.signal)),
    );
    const routes = machines.map((machine) => ({
      machine: machine.name,
      guestIp: machine.guestIp ?? null,
      ...machine.route,
    }));
    const rows = machines.map((machine) =>
      [
        machine.name,
        machine.guestIp ?? '-',
        routeWords(machine),
        machine.route.destination ?? '-',
        machine.route.gateway ?? '-',
      ].map(printable),
    );
    const headings = ['MACHINE', 'ADDRESS', 'ROUTE', 'ROW', 'GATEWAY'];
    session.print(routes, () =>
      rows.length === 0 ? noMachinesText : table(session.paper, { headings, rows, cutFirst: [0] }),
    );
    return undefined;
  });

  const repair = line.add(group, {
    usage: 'repair',
    summary: 'put the route to a machine back now',
    manual: {
      about: [
        "Takes the VPN's row for the machine's host-only network out and puts the right one back, through sudo -n. Only that network is touched, and the result is judged by reading the table again. Needs the daemon.",
        'A VPN client may take the route again at once; fairlead fix then uses the localhost forward instead.',
      ],
      examples: [
        ['fairlead route repair', 'all machines'],
        ['fairlead route repair default --dry-run', 'only print the commands'],
      ],
      exits: [3, 4, 5],
    },
  });
  repair
    .argument('[machine]', 'name of the machine; left out means all')
    .option('-n, --dry-run', 'only say what would be done');
  line.does<{ readonly dryRun?: true }>(repair, (session, options, [machine]) => {
    const isDryRun = options.dryRun === true;
    return perform(session, {
      what: 'Repairing the route',
      isDryRun,
      needsDaemon: true,
      call: (client) => client.repairRoute(given({ machine, dryRun: isDryRun }), session.world.signal),
    });
  });
  return group;
}
