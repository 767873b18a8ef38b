import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { chooseKnown, readKnownMachines } from '../everyday/known-machines.ts';
import { asCommandError, reachGuest } from '../everyday/reach-guest.ts';
import { CommandError } from '../exit-codes.ts';
import type { Session } from '../session.ts';

export function addSsh(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'ssh',
    summary: 'log into a machine, or run a command in it',
    manual: {
      about: [
        "Works under a VPN: it goes to the NAT rule on 127.0.0.1, not to the address whose route is taken. What follows the name goes to the system's ssh as it is, so that -L and its like work; the exit code is that of the command. Unlike docker-machine it holds the machine to the host key it showed first.",
        'Where there is no ssh on this computer, a command still runs, without a terminal.',
      ],
      examples: [
        ['fairlead ssh', 'a shell in the only machine, or default'],
        ['fairlead ssh default docker ps', 'one command'],
        ['fairlead ssh default -L 8080:localhost:8080', 'with an option of ssh'],
      ],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .argument('[command...]', 'what to run, or options of ssh')
    .passThroughOptions()
    .allowUnknownOption();
  line.doesMany(command, (session, _options, [name, ...words]) => ssh(session, name, words));
}

async function ssh(session: Session, given: string | undefined, words: readonly string[]): Promise<number> {
  const known = await readKnownMachines(session);
  const name = given === '--' || given === '' ? undefined : given;
  const machine = await reachGuest(session, known.settings, chooseKnown(known, name));
  const [{ sshOptions, sshDestination }, { findProgram, handOver }] = await Promise.all([
    import('../../everyday/ssh-arguments.ts'),
    import('../../everyday/programs.ts'),
  ]);
  const { knownHosts } = session.home;
  const program = findProgram('ssh', { pathEnvironment: session.world.environment['PATH'] ?? '' });
  if (program !== undefined)
    return handOver(program, [...sshOptions({ machine, knownHosts }), sshDestination(machine), ...words]);
  if (words.length === 0)
    throw new CommandError('no-ssh', 'there is no ssh on this computer, and a shell needs one', {
      hint: `fairlead ssh ${machine.name} <command>`,
    });
  const { runInGuest } = await import('../../everyday/pin.ts');
  const ran = await asCommandError(() => runInGuest({ machine, knownHosts }, words.join(' ')));
  session.world.stdout.write(ran.stdout);
  session.world.stderr.write(ran.stderr);
  return ran.exitCode;
}
