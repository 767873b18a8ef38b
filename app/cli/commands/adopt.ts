import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { arm, missingFor } from '../everyday/adopt.ts';
import { confirms } from '../everyday/ask.ts';
import { CommandError, exitCodes, toCommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import { fixText } from '../print/fix.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';

interface AdoptOptions {
  readonly yes?: true;
  readonly dryRun?: true;
  readonly restartEngine?: true;
}

export function addAdopt(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'adopt',
    summary: 'arm an existing machine: forward and certificate, before a VPN comes',
    manual: {
      about: [
        'Looks at what the machine lacks for Docker to go on when a VPN takes its route, shows that as a plan, asks, and does it: a localhost forward, and a certificate that names localhost. A new certificate restarts the engine; while containers run, that needs --restart-engine.',
        'Works without a daemon, on a machine that docker-machine made or docker-vpn-helper prepared, and changes nothing that is right already.',
      ],
      examples: [
        ['fairlead adopt default', 'show the plan, ask, do it'],
        ['fairlead adopt default --yes', 'without asking'],
        ['fairlead adopt --dry-run', 'the plan only'],
      ],
      exits: [3, 5, 6],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('-y, --yes', 'do not ask')
    .option('-n, --dry-run', 'only show the plan')
    .option('--restart-engine', 'consent to a restart of the engine, which stops containers');
  line.does<AdoptOptions>(command, (session, options, [name]) => adopt(session, options, name));
}

export async function adopt(
  session: Session,
  options: AdoptOptions,
  name: string | undefined,
): Promise<number> {
  return session.reach(async (client) => {
    const snapshot = await withProgress(session, 'Looking at the machine', () =>
      client.look({}, session.world.signal),
    );
    const view = chooseMachine(snapshot.machines, name);
    if (view.state !== 'running')
      throw new CommandError('not-running', `${view.name} does not run (it is ${view.state})`, {
        hint: `fairlead start ${view.name}`,
      });
    const missing = missingFor(view, options.restartEngine === true);
    const steps = missing.map(({ step }) => step);
    const armed = `${view.name} is armed: nothing is missing.`;
    const plan = {
      ok: true,
      sentence: steps.length === 0 ? armed : `That is what ${view.name} lacks.`,
      steps,
      snapshot,
    };
    if (steps.length === 0 || options.dryRun === true) {
      session.print(plan, () => fixText(plan, session.paper, 'plan'));
      return exitCodes.ok;
    }
    if (options.yes !== true) {
      session.world.stderr.write(fixText(plan, session.paper, 'plan'));
      if (!(await confirms(session, 'Do this?')))
        throw new CommandError('consent-needed', 'nothing was changed', {
          hint: `fairlead adopt ${view.name} --yes`,
          exitCode: exitCodes.consent,
        });
    }
    const result = await withProgress(session, 'Arming the machine', () =>
      arm(session, client, missing),
    ).catch((error: unknown) => {
      const { code, message, exitCode } = toCommandError(error);
      if (exitCode !== exitCodes.consent) throw error;
      throw new CommandError(code, message, {
        hint: `fairlead adopt ${view.name} --restart-engine`,
        exitCode,
      });
    });
    session.print(result, () => fixText(result, session.paper, 'done'));
    return result.ok ? exitCodes.ok : exitCodes.failed;
  });
}
