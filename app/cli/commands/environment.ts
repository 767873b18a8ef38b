import type { Command } from 'commander';
import { chooseShell, shellNames } from '../../env/shells.ts';
import type { Form, Found } from '../../env/target.ts';
import { environmentText } from '../../env/text.ts';
import type { Variable } from '../../env/theme.ts';
import { environmentFor, parted, variableNames, withoutProxy, withProxyAgain } from '../../env/variables.ts';
import type { CommandLine } from '../command-line.ts';
import { readCandidates, type Candidate, type Candidates } from '../env/targets.ts';
import { CommandError } from '../exit-codes.ts';
import { chooseMachine } from '../machine-choice.ts';
import type { Session } from '../session.ts';

interface EnvOptions {
  readonly shell?: string;
  readonly unset?: true;
  readonly tcp?: true;
  /** commander's word for --no-proxy: false when it is given. */
  readonly proxy: boolean;
}

export function addEnvironment(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'env',
    summary: 'print what points a shell at a machine',
    manual: {
      about: [
        "Points DOCKER_HOST at the machine's endpoint, a socket that the daemon keeps: it stays the same whatever path carries Docker, so a shell needs this once. DOCKER_TLS_VERIFY and DOCKER_CERT_PATH are taken away, because docker would look for certificates.",
        'With --tcp, or while no daemon runs, it prints the classic form: an address and the certificates. Where the machine has a localhost forward that suits its certificate, that is the address: it stays valid when a VPN comes and goes. It never dials, so it never hangs, unlike docker-machine env under a VPN.',
        `Shells: ${shellNames.join(', ')}. Any other gets the POSIX form.`,
      ],
      examples: [
        ['eval $(fairlead env)', 'bash, zsh: the only machine, or default'],
        ['fairlead env work | source', 'fish: the machine work'],
        ['fairlead env --tcp', 'for a client that knows no Unix socket'],
        ['eval $(fairlead env --unset)', 'take the variables away again'],
        ['fairlead env --shell none > docker.env', 'K=v lines'],
        ['fairlead env --tcp --no-proxy', 'and keep a proxy away from the machine'],
      ],
      exits: [3],
    },
  });
  command
    .argument('[machine]', 'name of the machine')
    .option('--shell <name>', 'shell to print for (default: by $SHELL)')
    .option('-u, --unset', 'print what takes the variables away')
    .option('--tcp', 'an address and certificates instead of the endpoint')
    .option('--no-proxy', "add the machine's address to NO_PROXY");

  line.does<EnvOptions>(command, printEnvironment);
}

async function printEnvironment(
  session: Session,
  options: EnvOptions,
  [name]: readonly (string | undefined)[],
): Promise<undefined> {
  const isUnset = options.unset === true;
  const shell = chooseShell(options.shell, session.world.environment);
  const variables = isUnset ? await unsetting(session, options, name) : await setting(session, options, name);
  const { set, unset } = parted(variables);
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
  const candidates = await readCandidates(session);
  const target = await findTarget(pick(candidates, name), options.tcp === true ? 'tcp' : 'endpoint');
  if (target.form === 'tcp' && options.tcp !== true) session.remark(whyTcp(candidates));
  const proxy = options.proxy ? [] : withoutProxy(target, session.world.environment);
  return [...environmentFor(target), ...proxy];
}

/** On stderr, where it does not get into what is evaluated. */
function whyTcp({ isWatched }: Candidates): string {
  return isWatched
    ? 'note: this machine has no endpoint, so this is an address that may change (fairlead settings list)'
    : 'note: no daemon runs, so this is an address that may stop working; with fairlead daemon it is an endpoint that stays';
}

/** Works for machines that are gone as well; only NO_PROXY needs to know the machine's addresses. */
async function unsetting(
  session: Session,
  options: EnvOptions,
  name: string | undefined,
): Promise<readonly Variable[]> {
  const gone = variableNames.map((variable) => ({ name: variable, value: '' }));
  if (options.proxy) return gone;
  const target = await pick(await readCandidates(session), name).target('tcp');
  const targets = 'missing' in target ? [] : [target];
  return [...gone, withProxyAgain(targets, session.world.environment)];
}

function pick({ machines, places }: Candidates, name: string | undefined): Candidate {
  return chooseMachine(machines, name, places);
}

async function findTarget(candidate: Candidate, form: Form): Promise<Found> {
  const target = await candidate.target(form);
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
    ...(options.tcp === true ? ['--tcp'] : []),
    ...(options.proxy ? [] : ['--no-proxy']),
    ...(name === undefined || !/^[\w.-]+$/.test(name) ? [] : [name]),
  ].join(' ');
}
