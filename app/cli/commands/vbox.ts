import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { confirms } from '../everyday/ask.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';

export function addVbox(line: CommandLine, program: Command): void {
  const group = line.group(program, 'vbox', 'look after VirtualBox itself');
  const restart = line.add(group, {
    usage: 'restart-drivers',
    summary: "load VirtualBox's kernel extensions anew (VirtualBox before 7, macOS)",
    manual: {
      about: [
        "The old remedy for a host-only network that does not come back: VirtualBox's own script unloads and loads its kernel extensions. It needs root and asks for your password; no process of VirtualBox may run and no VPN be connected. VirtualBox 7 has no such extensions on macOS, and newer systems may ask for approval and a restart.",
        'Mostly there is no need: fairlead fix brings Docker back without it.',
      ],
      examples: [['fairlead vbox restart-drivers', 'check, ask, do it']],
      exits: [3, 6],
    },
  });
  restart.option('-y, --yes', 'do not ask');
  line.does<{ readonly yes?: true }>(restart, async (session, { yes }) => {
    const [drivers, { openHypervisor }, { handOver, run }] = await Promise.all([
      import('../../everyday/drivers.ts'),
      import('../../everyday/vm.ts'),
      import('../../everyday/programs.ts'),
    ]);
    const settings = await session.readSettings();
    const snapshot = await session.reach((client) => client.look({}, session.world.signal));
    const version = await openHypervisor(settings, session.world.environment).readVersion();
    const why = drivers.whyNotRestart({
      platform: process.platform,
      version: version.kind === 'read' ? version.value : undefined,
      runningMachines: snapshot.machines.filter(({ state }) => state === 'running').map(({ name }) => name),
      vpns: snapshot.vpns.map(({ name }) => name),
      processes: await drivers.readVirtualBoxProcesses(run, settings['tools.ps']),
    });
    if (why !== undefined) throw new CommandError('not-possible', why, { hint: 'fairlead fix' });
    session.world.stderr.write(`$ sudo "${drivers.startupScript}" restart\n`);
    if (yes !== true && !(await confirms(session, 'Run this?')))
      throw new CommandError('consent-needed', 'nothing was changed', { exitCode: exitCodes.consent });
    return handOver(settings['tools.sudo'], [drivers.startupScript, 'restart'], { output: 'stderr' });
  });
}
