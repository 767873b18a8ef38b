import path from 'node:path';
import type { Command } from 'commander';
import type * as HostKeys from '../../daemon/host-keys.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import type { Session } from '../session.ts';

export function addForgetKey(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'forget-key',
    summary: "forget a machine's SSH host key, after it was made anew",
    manual: {
      about: [
        "Fairlead writes down the key a machine's SSH server shows at the first connection, and from then on talks to no other: whoever answers in its place gets neither commands nor a certificate. A machine that was removed and created again under its old name has a new key, and is refused too. This command forgets the old one; the next connection writes down the key it meets.",
        'Use it only when you know why the key changed. Works with and without a daemon, and changes nothing but the file known_hosts in the home folder.',
      ],
      examples: [
        ['fairlead forget-key default', 'one machine'],
        ['fairlead forget-key', 'the only machine'],
      ],
      exits: [3],
    },
  });
  command.argument('[machine]', 'name of the machine');
  line.does(command, (session, _options, [name]) => forget(session, name));
}

async function forget(session: Session, name: string | undefined): Promise<undefined> {
  const keys = await import('../../daemon/host-keys.ts');
  const { machines, places } = await readMachines(session, keys);
  const machine = chooseMachine(machines, name, places);
  const { forgotten, key } = await keys
    .forgetPin(session.home.knownHosts, machine)
    .catch((error: unknown) => {
      throw unusable(session.home.knownHosts, error);
    });
  const fingerprint = key === null ? '' : ` (${key.fingerprint})`;
  session.print({ machine: machine.name, forgotten, key }, () =>
    forgotten
      ? `Forgot the SSH host key of ${machine.name}${fingerprint}. The next connection trusts the key it meets: fairlead fix ${machine.name}\n`
      : `No SSH host key of ${machine.name} is written down, so there is nothing to forget.\n`,
  );
  return undefined;
}

/** As the daemon sees them, which may know a store that this shell does not; else from the stores. */
async function readMachines(
  session: Session,
  keys: typeof HostKeys,
): Promise<{ machines: readonly HostKeys.Pinned[]; places: readonly string[] }> {
  const client = await session.daemonIfThere();
  const views = client === undefined ? [] : await client.machines({}, session.world.signal);
  const machines = views.flatMap(({ name, directory }) =>
    directory === undefined ? [] : [keys.pinnedByPath(name, directory)],
  );
  if (machines.length > 0) return { machines, places: [] };
  return keys.readPinnedMachines(await session.readSettings(), session.world.environment);
}

function unusable(file: string, error: unknown): CommandError {
  return new CommandError('unreadable', `${file} cannot be changed: ${(error as Error).message}`, {
    hint: `ls -la ${path.dirname(file)}`,
  });
}
