import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { machinesText } from '../print/status.ts';
import { withProgress } from '../progress.ts';

export function addMachines(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'ls',
    summary: 'list the machines',
    manual: {
      about: [
        'Lists every machine of the docker-machine store with its state, the path that carries Docker now, who owns its route, and its certificate. Unlike docker-machine ls it does not wait for machines that do not answer.',
        'Works without a daemon.',
      ],
      examples: [
        ['fairlead ls', 'the table'],
        ['fairlead ls --json | jq -r ".[].name"', 'the names'],
      ],
      exits: [3],
    },
  });
  line.does(command, async (session) => {
    const machines = await withProgress(session, 'Looking at the machines', () =>
      session.reach((client) => client.machines({}, session.world.signal)),
    );
    session.print(machines, () =>
      machines.length === 0
        ? 'There are no machines in the docker-machine store.\n'
        : machinesText(machines, session.paper, session.world.now()),
    );
    return undefined;
  });
}
