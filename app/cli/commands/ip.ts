import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { chooseEach, readKnownMachines } from '../everyday/known-machines.ts';
import { readLive, refuseUnlessRunning } from '../everyday/live.ts';
import { CommandError } from '../exit-codes.ts';

export function addIp(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'ip',
    summary: 'print the address of machines',
    manual: {
      about: [
        "Prints the machine's address in its host-only network, one line for each machine, as docker-machine ip does. Under a VPN that address may be out of reach; fairlead url names one that answers. Nothing is dialled, so it never hangs.",
      ],
      examples: [
        ['fairlead ip', 'the only machine, or default'],
        ['fairlead ip default work', 'two machines'],
      ],
    },
  });
  command.argument('[machines...]', 'names of machines');
  line.doesMany(command, async (session, _options, names) => {
    const known = await readKnownMachines(session);
    const found: { machine: string; ip: string }[] = [];
    // A name that is given twice is answered twice, as docker-machine does.
    for (const one of chooseEach(known, names)) {
      refuseUnlessRunning(one.name, await readLive(session, known.settings, one));
      const ip = one.view?.guestIp ?? one.machine.guestIp;
      if (ip === undefined)
        throw new CommandError('no-address', `the store has no address for ${one.name}`, {
          hint: `fairlead start ${one.name}`,
        });
      found.push({ machine: one.name, ip });
    }
    session.print(found, () => found.map(({ ip }) => `${ip}\n`).join(''));
    return undefined;
  });
}
