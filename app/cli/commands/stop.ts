import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';

export function addStop(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'stop',
    summary: 'stop the daemon',
    manual: {
      about: ['Ends the daemon in good order. Forwards and certificates it made stay as they are.'],
      examples: [['fairlead stop', 'end it']],
      exits: [3, 4],
    },
  });
  line.does(command, async (session) => {
    const answer = await (await session.daemon()).stop({}, session.world.signal);
    session.print(answer, () => 'The daemon is stopping.\n');
    return undefined;
  });
}
