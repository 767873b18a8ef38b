import { Command, CommanderError } from 'commander';
import { version } from '../version.ts';
import { CommandLine, homeOption } from './command-line.ts';
import { addActive } from './commands/active.ts';
import { addAdopt } from './commands/adopt.ts';
import { addCertificates } from './commands/certificates.ts';
import { addContexts } from './commands/contexts.ts';
import { addCompletion } from './commands/completion.ts';
import { addCreate } from './commands/create.ts';
import { addDaemon } from './commands/daemon.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEnvironment } from './commands/environment.ts';
import { addFix } from './commands/fix.ts';
import { addForgetKey } from './commands/forget-key.ts';
import { addForwards } from './commands/forwards.ts';
import { addHelp } from './commands/help.ts';
import { addInspect } from './commands/inspect.ts';
import { addIp } from './commands/ip.ts';
import { addJournal } from './commands/journal.ts';
import { addLogs } from './commands/logs.ts';
import { addMachines } from './commands/machines.ts';
import { addPanel } from './commands/panel.ts';
import { addManualPage } from './commands/manual-page.ts';
import { addPorts } from './commands/ports.ts';
import { addExplain } from './commands/explain.ts';
import { addExplain as addRouteExplain } from './commands/route-explain.ts';
import { addRegenerateCerts } from './commands/regenerate-certs.ts';
import { addRegistry } from './commands/registry.ts';
import { addReport } from './commands/report.ts';
import { addRoutes } from './commands/routes.ts';
import { addScp } from './commands/scp.ts';
import { addSettings } from './commands/settings.ts';
import { addSsh } from './commands/ssh.ts';
import { addStatus } from './commands/status.ts';
import { addPower, addStop } from './commands/power.ts';
import { addSudoers } from './commands/sudoers.ts';
import { addUndo } from './commands/undo.ts';
import { addConfig, addUrl } from './commands/url.ts';
import { addVbox } from './commands/vbox.ts';
import { addVpn } from './commands/vpn.ts';
import { CommandError, exitCodes, exitCodeWords, toCommandError } from './exit-codes.ts';
import { usageError } from './usage-error.ts';
import { tell } from './tell.ts';
import type { World } from './world.ts';

/** Runs one command line (without node and the script) and resolves with the exit code. Never throws. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const line = new CommandLine(world);
  const program = build(line);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return line.exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.ok;
    // No command at all: the manual has been shown on stderr already.
    const isNothing = error instanceof CommanderError && error.code === 'commander.help';
    if (isNothing && !argv.includes('--json')) return exitCodes.usage;
    if (world.signal.aborted) return exitCodes.interrupted;
    const misunderstood = line.misunderstood ?? program;
    return tell(explained(error, misunderstood), argv, world);
  }
}

function explained(error: unknown, command: Command): CommandError {
  if (!(error instanceof CommanderError)) return toCommandError(error);
  if (error.code !== 'commander.help') return usageError(error, command);
  return new CommandError('usage', 'name a command', { hint: 'fairlead --help', exitCode: exitCodes.usage });
}

/** The program with all its commands, for one run. */
export function build(line: CommandLine): Command {
  const { world } = line;
  const program = new Command('fairlead')
    .description('Keeps Docker in a local VM reachable when a VPN takes its route.')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print JSON for programs, errors too')
    .addOption(homeOption())
    .helpOption('-h, --help', 'show this manual; fairlead <command> --help shows that of a command')
    .addHelpText('after', closing())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.stdout.write(text),
      // An error is told once, by tell(); help asked for by mistake (no command) goes to stderr.
      writeErr: (text) => (text.startsWith('error: ') ? undefined : world.stderr.write(text)),
      getOutHelpWidth: () => Math.min(world.stdout.columns ?? 80, 100),
    })
    .enablePositionalOptions();
  addStatus(line, program);
  addFix(line, program);
  addMachines(line, program);
  addEnvironment(line, program);
  addIp(line, program);
  addUrl(line, program);
  addConfig(line, program);
  addActive(line, program);
  addInspect(line, program);
  addSsh(line, program);
  addScp(line, program);
  addPower(line, program);
  addCreate(line, program);
  addAdopt(line, program);
  addRegenerateCerts(line, program);
  addVbox(line, program);
  addCertificates(line, program);
  addContexts(line, program);
  addPorts(line, program);
  addForwards(line, program);
  addRouteExplain(line, addRoutes(line, program));
  addExplain(line, program);
  addVpn(line, program);
  addRegistry(line, program);
  addDoctor(line, program);
  addReport(line, program);
  addForgetKey(line, program);
  addLogs(line, program);
  addDaemon(line, program);
  addStop(line, program);
  addSettings(line, program);
  addCompletion(line, program);
  addPanel(line, program);
  addJournal(line, program);
  addUndo(line, program);
  addSudoers(line, program);
  addDemo(line, program);
  addManualPage(line, program);
  addHelp(program);
  return program;
}

function closing(): string {
  return [
    '',
    'Start with:',
    '  fairlead status          is Docker reachable, by which path, and why',
    '  fairlead daemon          watch, and bring Docker back whenever a VPN takes its route',
    '  fairlead fix             bring it back once, now',
    '  eval $(fairlead env)     point this shell at the machine',
    '',
    'Exit codes:',
    ...exitCodeWords.map(([code, words]) => `  ${code}  ${words}`),
  ].join('\n');
}
