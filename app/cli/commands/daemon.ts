import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { runDaemon } from '../run-daemon.ts';

export function addDaemon(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'daemon',
    summary: 'watch, and bring Docker back whenever a VPN takes its route',
    manual: {
      about: [
        'Runs in the foreground until Ctrl-C, SIGTERM or fairlead stop, and prints one line when it is ready. There is one daemon for each home folder; a second one says who runs and ends with 1.',
        'Runs until it is stopped: in a terminal of its own, or under launchd or systemd.',
      ],
      examples: [
        ['fairlead daemon', 'run it here'],
        ['FAIRLEAD_HOME=~/lab fairlead daemon', 'with files and a socket of its own'],
      ],
    },
  });
  command.option('--foreground', 'stay in the foreground (it always does)');
  line.does(command, (session) => runDaemon(session));
}
