import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import { perform } from '../perform.ts';

interface FixOptions {
  readonly dryRun?: true;
  readonly restartEngine?: true;
}

export function addFix(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'fix',
    summary: 'bring Docker back now',
    manual: {
      about: [
        'Does once, at once, what the daemon does by itself: repairs the route where that is permitted and stands, else switches to a localhost forward, and renews the certificate when it does not suit. What had been given up (a VPN that takes routes back) is tried again.',
        'Every change is written to the journal first and can be undone. A step that stops containers is taken only with --restart-engine.',
        'Works without a daemon.',
      ],
      examples: [
        ['fairlead fix', 'all machines'],
        ['fairlead fix default', 'one machine'],
        ['fairlead fix --dry-run', 'only say what would be done, with the commands'],
        ['fairlead fix --restart-engine', 'consent to a restart of the engine'],
      ],
      exits: [3, 5, 6],
    },
  });
  command
    .argument('[machine]', 'name of the machine; left out means all')
    .option('-n, --dry-run', 'only say what would be done')
    .option('--restart-engine', 'consent to a restart of the engine, which stops containers');
  line.does<FixOptions>(command, (session, options, [machine]) => {
    const isDryRun = options.dryRun === true;
    const input = { machine, dryRun: isDryRun, restartEngine: options.restartEngine === true };
    return perform(session, {
      what: isDryRun ? 'Looking at the machines' : 'Bringing Docker back',
      isDryRun,
      wantsDocker: true,
      call: (client) => client.fix(given(input), session.world.signal),
    });
  });
}

/** Without the machine when none was named: the contract knows absence, not undefined. */
export function given<T extends { readonly machine: string | undefined }>(
  input: T,
): Omit<T, 'machine'> & { machine?: string } {
  const { machine, ...rest } = input;
  return machine === undefined ? rest : { ...rest, machine };
}
