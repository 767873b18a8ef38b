import type { Command } from 'commander';
import type * as Arguments from '../../everyday/ssh-arguments.ts';
import type { StoreMachine } from '../../everyday/stores.ts';
import type { CommandLine } from '../command-line.ts';
import { chooseKnown, readKnownMachines } from '../everyday/known-machines.ts';
import { reachGuest } from '../everyday/reach-guest.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';

interface ScpOptions {
  readonly recursive?: true;
  readonly delta?: true;
  readonly quiet?: true;
}

export function addScp(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'scp',
    summary: 'copy files to, from and between machines',
    manual: {
      about: [
        "Copies with the system's scp, or with rsync for --delta, over the NAT rule on 127.0.0.1, so that it works under a VPN. Each side is a path, or machine:path, or user@machine:path. From one machine to another the data goes through this computer.",
      ],
      examples: [
        ['fairlead scp Dockerfile default:', 'into the home folder of the machine'],
        ['fairlead scp -r default:/var/log logs', 'a folder out of it'],
        ['fairlead scp -r -d site/ default:/home/docker/site/', 'only what differs, with rsync'],
      ],
    },
  });
  command
    .argument('<source>', '[[user@]machine:]path')
    .argument('<destination>', '[[user@]machine:]path')
    .option('-r, --recursive', 'copy folders with what is in them')
    .option('-d, --delta', 'send only the differences (uses rsync)')
    .option('-q, --quiet', 'no progress, no warnings');
  line.does<ScpOptions>(command, (session, options, [source = '', destination = '']) =>
    copy(session, options, [source, destination]),
  );
}

async function copy(session: Session, options: ScpOptions, texts: readonly string[]): Promise<number> {
  const args = await import('../../everyday/ssh-arguments.ts');
  const sides = texts.map((text) => args.sideOf(text) ?? refuse(text));
  const reached = await reachAll(session, sides);
  const machines = [
    ...new Map(reached.flatMap((one) => (one === undefined ? [] : [[one.name, one]]))).values(),
  ];
  const [machine] = machines;
  if (machine === undefined) throw new CommandError('usage', 'neither side is in a machine', usage);
  const { findProgram, handOver } = await import('../../everyday/programs.ts');
  const name = options.delta === true ? 'rsync' : 'scp';
  const program = findProgram(name, { pathEnvironment: session.world.environment['PATH'] ?? '' });
  if (program === undefined)
    throw new CommandError('missing-program', `You must have a copy of the ${name} binary locally for this`);
  const { knownHosts } = session.home;
  const legacy = options.delta === true ? [] : await oldProtocol(program);
  if (machines.length > 1) {
    if (options.delta === true)
      throw new CommandError('not-possible', 'rsync does not copy from one machine to another', {
        hint: 'fairlead scp without --delta',
      });
    return args.withSshConfig({ machines, knownHosts, folder: session.home.root }, (file) =>
      handOver(program, ['-3', ...legacy, '-F', file, ...scp(options, []), '--', ...sides.map(aliased)]),
    );
  }
  const ssh = args.sshOptions({ machine, knownHosts });
  const paths = sides.map((side) =>
    side.kind === 'here' ? localPath(side.path) : `${args.sshDestination(machine, side.user)}:${side.path}`,
  );
  const words = options.delta === true ? rsync(options, ssh) : [...legacy, ...scp(options, ssh)];
  return handOver(program, [...words, '--', ...paths]);
}

/** As the machine is called in the configuration that is written for the two of them. */
function aliased(side: Arguments.Side): string {
  if (side.kind === 'here') return localPath(side.path);
  return `${side.user === undefined ? '' : `${side.user}@`}${side.name}:${side.path}`;
}

const usage = { hint: 'fairlead scp --help', exitCode: exitCodes.usage } as const;

function refuse(text: string): never {
  throw new CommandError('usage', `${JSON.stringify(text)} is neither a path nor machine:path`, usage);
}

async function reachAll(
  session: Session,
  sides: readonly Arguments.Side[],
): Promise<readonly (StoreMachine | undefined)[]> {
  const known = await readKnownMachines(session);
  const reached: (StoreMachine | undefined)[] = [];
  for (const side of sides)
    reached.push(
      side.kind === 'here'
        ? undefined
        : await reachGuest(session, known.settings, chooseKnown(known, side.name)),
    );
  return reached;
}

/**
 * Newer scp speaks SFTP, which a small guest may not have; the old protocol needs nothing but its own program there.
 * Older ones know no other, and no option for it.
 */
async function oldProtocol(program: string): Promise<readonly string[]> {
  const { run } = await import('../../everyday/programs.ts');
  const tried = await run(program, ['-O']);
  return tried.kind === 'ran' && !/(unknown|illegal|invalid|unrecognized) option/i.test(tried.stderr)
    ? ['-O']
    : [];
}

function scp({ recursive, quiet }: ScpOptions, ssh: readonly string[]): readonly string[] {
  return [...(recursive === true ? ['-r'] : []), ...(quiet === true ? ['-q'] : []), ...ssh];
}

/** rsync splits the command at blanks itself; in single quotes, two of them stand for one. */
function rsync({ recursive, quiet }: ScpOptions, ssh: readonly string[]): readonly string[] {
  const command = ['ssh', ...ssh]
    .map((word) => (/^[\w./=:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "''")}'`))
    .join(' ');
  return [
    ...(quiet === true ? ['-q'] : ['--progress']),
    ...(recursive === true ? ['-r'] : []),
    '-e',
    command,
  ];
}

/** scp takes a colon in a path for the end of a host's name. */
function localPath(text: string): string {
  return text.includes(':') && !text.startsWith('/') && !text.startsWith('.') ? `./${text}` : text;
}
