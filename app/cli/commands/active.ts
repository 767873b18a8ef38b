import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { hostsOf } from '../everyday/docker-host.ts';
import { readKnownMachines } from '../everyday/known-machines.ts';
import { readLive } from '../everyday/live.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';

export function addActive(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'active',
    summary: 'print the machine this shell points at',
    manual: {
      about: [
        'Prints the name of the running machine to which DOCKER_HOST leads. docker-machine active knows the address of the machine only, and says "No active host found" when DOCKER_HOST is a forward or a socket of Fairlead; this knows those as well.',
      ],
      examples: [
        ['fairlead active', 'the name, or exit code 1'],
        ['fairlead active -t 2', 'wait two seconds at most'],
      ],
    },
  });
  command.option('-t, --timeout <seconds>', 'longest wait, as for docker-machine (default: 10)', seconds);
  line.does(command, async (session) => {
    const name = await activeMachine(session);
    if (name === undefined)
      throw new CommandError('no-active-host', 'No active host found', { hint: 'eval $(fairlead env)' });
    session.print({ machine: name }, () => `${name}\n`);
    return undefined;
  });
}

/** A whole number of seconds; docker-machine's options have it so. */
export function seconds(text: string): number {
  if (!/^\d{1,5}$/.test(text))
    throw new CommandError('usage', `${text} is no number of seconds`, {
      hint: 'for example --timeout 10',
      exitCode: exitCodes.usage,
    });
  return Number(text);
}

async function activeMachine(session: Session): Promise<string | undefined> {
  const host = session.world.environment['DOCKER_HOST'] ?? '';
  if (host === '') return undefined;
  const { machines, settings } = await readKnownMachines(session);
  for (const one of machines) {
    const live = await readLive(session, settings, one);
    if (live.state === 'running' && hostsOf(one, live, session.home.root).includes(host)) return one.name;
  }
  return undefined;
}
