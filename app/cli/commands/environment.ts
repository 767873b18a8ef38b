import type { Command } from 'commander';
import type { CommandLine } from '../command-line.ts';
import {
  environmentFor,
  variableNames,
  withoutProxy,
  withProxyAgain,
  type Target,
} from '../env/environment.ts';
import { chooseShell, shellNames } from '../env/shells.ts';
import { readCandidates, type Candidate } from '../env/targets.ts';
import { environmentText } from '../env/text.ts';
import type { Variable } from '../env/theme.ts';
import { CommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import type { Session } from '../session.ts';

interface EnvOptions {
  readonly shell?: string;
  readonly unset?: true;
  /** commander's word for --no-proxy: false when it is given. */
  readonly proxy: boolean;
}

export function addEnvironment(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'env',
    summary: 'print what points a shell at a machine',
    manual: {
      about: [
        'Prints DOCKER_TLS_VERIFY, DOCKER_HOST, DOCKER_CERT_PATH and DOCKER_MACHINE_NAME in the syntax of a shell. Where the machine has a localhost forward that suits its certificate, that is the address: it stays valid when a VPN comes and goes. It never dials, so it never hangs, unlike docker-machine env under a VPN. Without a daemon it goes by the store and by VirtualBox.',
        `Shells: ${shellNames.join(', ')}. Any other gets the POSIX form.`,
      ],
      examples: [
        ['eval $(fairlead env)', 'bash, zsh: the only machine, or default'],
        ['fairlead env work | source', 'fish: the machine work'],
        ['eval $(fairlead env --unset)', 'take the variables away again'],
        ['fairlead env --shell none > docker.env', 'K=v lines'],
        ['fairlead env --no-proxy', 'and keep a proxy away from the machine'],
      ],
      exits: [3],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('--shell <name>', 'shell to print for (default: by $SHELL)')
    .option('-u, --unset', 'print what takes the variables away')
    .option('--no-proxy', "add the machine's address to NO_PROXY");
  line.does<EnvOptions>(command, printEnvironment);
}

async function printEnvironment(
  session: Session,
  options: EnvOptions,
  [name]: readonly (string | undefined)[],
): Promise<undefined> {
  const isUnset = options.unset === true;
  const { environment } = session.world;
  const shell = chooseShell(options.shell, environment);
  const variables = isUnset ? await unsetting(session, options, name) : await setting(session, options, name);
  const set = variables.filter((variable) => variable.value !== '');
  const unset = variables.filter((variable) => variable.value === '').map((variable) => variable.name);
  const asJson = {
    shell: shell.name,
    variables: Object.fromEntries(set.map((variable) => [variable.name, variable.value])),
    unset,
  };
  session.print(asJson, () => environmentText({ shell, set, unset, command: typed(options, name) }));
  return undefined;
}

async function setting(
  session: Session,
  options: EnvOptions,
  name: string | undefined,
): Promise<readonly Variable[]> {
  const target = await targetOf(await choose(session, name));
  const proxy = options.proxy ? [] : [withoutProxy(target, session.world.environment)];
  return [...environmentFor(target), ...proxy];
}

/** Works for machines that are gone as well; only NO_PROXY needs to know the machine's address. */
async function unsetting(
  session: Session,
  options: EnvOptions,
  name: string | undefined,
): Promise<readonly Variable[]> {
  const gone = variableNames.map((variable) => ({ name: variable, value: '' }));
  if (options.proxy) return gone;
  const target = await (await choose(session, name)).target();
  return [...gone, withProxyAgain('missing' in target ? undefined : target, session.world.environment)];
}

async function choose(session: Session, name: string | undefined): Promise<Candidate> {
  const { machines, places } = await readCandidates(session);
  return chooseMachine(machines, name, places);
}

async function targetOf(candidate: Candidate): Promise<Target> {
  const target = await candidate.target();
  if (!('missing' in target)) return target;
  throw new CommandError(
    'not-possible',
    `there is nothing to point a shell at for ${candidate.name}: ${target.missing}`,
    { hint: target.next },
  );
}

/** The command as it was typed, for the hint line. The machine's name is one the store knows. */
function typed(options: EnvOptions, name: string | undefined): string {
  const shell =
    options.shell !== undefined && /^[\w.-]+$/.test(options.shell) ? [`--shell ${options.shell}`] : [];
  return [
    'fairlead env',
    ...shell,
    ...(options.unset === true ? ['--unset'] : []),
    ...(options.proxy ? [] : ['--no-proxy']),
    ...(name === undefined || !/^[\w.-]+$/.test(name) ? [] : [name]),
  ].join(' ');
}
