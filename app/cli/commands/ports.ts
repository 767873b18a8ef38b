import type { Command } from 'commander';
import type { PublishedPorts } from '../../../shared/control/contract.ts';
import { printable } from '../../../shared/wording.ts';
import type { CommandLine } from '../command-line.ts';
import { table } from '../print/table.ts';
import type { Session } from '../session.ts';
import { given } from './fix.ts';

type Port = PublishedPorts['ports'][number];

export function addPorts(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'ports',
    summary: 'list the ports that containers publish, and which are open on this computer',
    manual: {
      about: [
        "Under a VPN the machine's address is dead for published ports too. After fairlead settings set ports.publish on, the daemon opens 127.0.0.1:<port> for every TCP port that a running container publishes, and closes it when the container stops. It is off by default, because a local port that is free today would be taken.",
        'A port that something else holds is tried again until it is free. UDP is not carried. Needs the daemon.',
      ],
      examples: [
        ['fairlead ports', 'of all machines'],
        ['fairlead ports work --json', 'of one, for a program'],
      ],
      exits: [3, 4],
    },
  });
  command.argument('[machine]', 'name of the machine');
  line.does(command, async (session, _options, [machine]) => {
    const result = await (await session.daemon()).ports(given({ machine }), session.world.signal);
    session.print(result, () => portsText(result, session));
    return undefined;
  });
}

function portsText({ publish, ports }: PublishedPorts, { paper }: Session): string {
  if (publish === 'off')
    return 'Published ports are not opened here: the setting ports.publish is off (fairlead settings set ports.publish on).\n';
  if (ports.length === 0) return 'No running container publishes a port.\n';
  const rows = ports.map((port) =>
    [
      port.machine,
      port.container,
      `${port.machinePort}/${port.protocol}`,
      port.state === 'open' ? `127.0.0.1:${port.localPort}` : '-',
      stateWords(port),
    ].map(printable),
  );
  const headings = ['MACHINE', 'CONTAINER', 'PORT', 'HERE', 'STATE'];
  return table(paper, { headings, rows, cutFirst: [1, 4] });
}

function stateWords({ state, holder, detail }: Port): string {
  if (state === 'open') return 'open';
  if (state === 'taken') return `taken by ${holder ?? 'somebody'}`;
  return `not carried${detail === undefined ? '' : `: ${detail}`}`;
}
