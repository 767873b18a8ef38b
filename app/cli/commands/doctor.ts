import type { Command } from 'commander';
import type { DoctorResult, MendResult } from '../../../shared/control/doctor.ts';
import { conclude } from '../../doctor/checks/examine.ts';
import { shellFindings } from '../../doctor/checks/shell.ts';
import { existsSync } from 'node:fs';
import { listens } from '../../everyday/listens.ts';
import type { Client } from '../../../shared/control/contract.ts';
import type { CommandLine } from '../command-line.ts';
import { CommandError, exitCodes, type ExitCode } from '../exit-codes.ts';
import { doctorText, mendText } from '../print/doctor.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

interface DoctorOptions {
  readonly fix?: true;
  readonly yes?: true;
}

export function addDoctor(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'doctor',
    summary: 'look for everything that can be wrong, and say what mends it',
    manual: {
      about: [
        'Goes through what keeps Docker from being reachable: routes, VPNs, certificates and clocks, the machine, VirtualBox, the store, and the variables of this shell. Each finding comes with its remedies; those that need an administrator or interrupt something say so. What could not be checked is named with the reason.',
        'With --fix it mends what it can without stopping a container, and looks again. What would stop containers needs --yes too; without it the exit code is 6. Works without a daemon.',
        'It ends with 0 when nothing is wrong (remarks are allowed), and with 1 when something is.',
      ],
      examples: [
        ['fairlead doctor', 'look at everything'],
        ['fairlead doctor default', 'one machine'],
        ['fairlead doctor --fix', 'mend what can be mended, and look again'],
        ['fairlead doctor --fix --yes', 'also what restarts an engine'],
        ['fairlead doctor --json', 'for programs'],
      ],
      exits: [3, 6],
    },
  });
  command
    .argument('[machine]', 'name of the machine; left out means all')
    .option('--fix', 'mend what can be mended')
    .option('-y, --yes', 'with --fix: consent to what stops containers');
  line.does<DoctorOptions>(command, (session, options, [machine]) => {
    const about = machine === undefined ? {} : { machine };
    if (options.yes === true && options.fix !== true)
      throw new CommandError('usage', '--yes consents to what --fix does, and --fix is not there', {
        hint: 'fairlead doctor --fix --yes',
        exitCode: exitCodes.usage,
      });
    return options.fix === true ? mend(session, about, options.yes === true) : look(session, about);
  });
}

async function look(session: Session, about: { machine?: string }): Promise<ExitCode> {
  const result = await withProgress(session, 'Looking at everything', () =>
    session.reach(async (client) =>
      withShell(session, await client.doctor(about, session.world.signal), client),
    ),
  );
  session.print(result, () => doctorText(result, session.paper));
  return result.ok ? exitCodes.ok : exitCodes.failed;
}

async function mend(session: Session, about: { machine?: string }, consent: boolean): Promise<ExitCode> {
  const result = await withProgress(session, 'Mending', () =>
    session.reach(async (client): Promise<MendResult> => {
      const mended = await client.mend({ ...about, consent }, session.world.signal);
      return {
        ...mended,
        after: await withShell(session, mended.after, client),
      };
    }),
  );
  session.print(result, () => mendText(result, session.paper));
  if (result.awaitingConsent.length > 0) return exitCodes.consent;
  return result.after.ok ? exitCodes.ok : exitCodes.failed;
}

const dockerSocket = '/var/run/docker.sock';

/** The daemon knows nothing of this shell, so its variables are looked at here. */
async function withShell(session: Session, result: DoctorResult, client: Client): Promise<DoctorResult> {
  const { environment, signal } = session.world;
  const snapshot = await client.status({}, signal);
  const { selected } = await client.contexts({}, signal);
  const hostListens = await listens(environment['DOCKER_HOST'] ?? '', signal);
  const local = {
    socket: existsSync(dockerSocket),
    context: selected,
    ...(hostListens === undefined ? {} : { hostListens }),
  };
  const found = shellFindings(environment, snapshot, local);
  return conclude(
    [...result.findings, ...found],
    [...result.checks, { name: 'the variables of this shell', state: found.length > 0 ? 'found' : 'fine' }],
  );
}
