import path from 'node:path';
import type { Command } from 'commander';
import { readStore, storeBases } from '../../machine/store.ts';
import { forgetHostKey, hostKeyFingerprint, readPin } from '../../platform/ssh/known-hosts.ts';
import { valueOf } from '../../reading.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import type { Session } from '../session.ts';

interface Pinned {
  readonly name: string;
  /** Base directory of the store it is in. */
  readonly store: string;
}

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
  const { machines, places } = await readMachines(session);
  const machine = chooseMachine(machines, name, places);
  const file = session.home.knownHosts;
  const key = await usable(file, readPin(file, machine));
  const forgotten = await usable(file, forgetHostKey(file, machine));
  const fingerprint = key === undefined ? undefined : hostKeyFingerprint(key);
  const answer = {
    machine: machine.name,
    forgotten,
    key: key === undefined ? null : { type: key.type, fingerprint },
  };
  session.print(answer, () =>
    forgotten
      ? `Forgot the SSH host key of ${machine.name}${fingerprint === undefined ? '' : ` (${fingerprint})`}. The next connection trusts the key it meets: fairlead fix ${machine.name}\n`
      : `No SSH host key of ${machine.name} is written down, so there is nothing to forget.\n`,
  );
  return undefined;
}

/** As the daemon sees them, which may know a store that this shell does not; else from the stores. */
async function readMachines(
  session: Session,
): Promise<{ machines: readonly Pinned[]; places: readonly string[] }> {
  const client = await session.daemonIfThere();
  if (client !== undefined) {
    const views = await client.machines({}, session.world.signal);
    const machines = views.flatMap(({ name, certPath }) =>
      certPath === undefined ? [] : [{ name, store: path.dirname(path.dirname(certPath)) }],
    );
    if (machines.length > 0) return { machines, places: [] };
  }
  const { stores } = await session.readSettings();
  const bases = storeBases(stores, session.world.environment, session.userHome);
  const readings = await Promise.all(bases.map((base) => readStore(base)));
  const machines = readings.flatMap((reading, index) =>
    (valueOf(reading) ?? []).flatMap((entry) =>
      entry.kind === 'machine' ? [{ name: entry.machine.name, store: bases[index] ?? '' }] : [],
    ),
  );
  return { machines, places: bases.map((base) => path.join(base, 'machines')) };
}

async function usable<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new CommandError('unreadable', `${file} cannot be changed: ${(error as Error).message}`, {
      hint: `ls -la ${path.dirname(file)}`,
    });
  }
}
