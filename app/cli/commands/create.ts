import { userHome } from '../../home/user-home.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Reading } from '../../reading.ts';
import type { CommandLine } from '../command-line.ts';
import { readKnownMachines } from '../everyday/known-machines.ts';
import { makeObstacle } from '../everyday/make-obstacle.ts';
import { CommandError, exitCodes } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { adopt } from './adopt.ts';
import { asCommandError } from './power.ts';

interface CreateOptions {
  readonly wait?: true;
  readonly anyway?: true;
}

export function addCreate(line: CommandLine, program: Command): void {
  const command = line.add(program, {
    usage: 'create',
    summary: 'create a machine with docker-machine, and arm it',
    manual: {
      about: [
        "Hands its words to docker-machine create, which must be installed, and afterwards adds the localhost forward and a certificate that suits it. The machine's name comes last; options that are not Fairlead's are docker-machine's.",
        "While a VPN is connected VirtualBox cannot give a new host-only network its route, and docker-machine waits for an address that does not answer: so this refuses then, or with --wait begins when the VPN has gone. The same holds while VMs run on a host-only network whose route is away: VirtualBox sets it only when the first of them starts. It also refuses when VirtualBox's drivers are not loaded.",
      ],
      examples: [
        ['fairlead create default', 'with the driver virtualbox'],
        ['fairlead create --virtualbox-memory 4096 work', "docker-machine's options go before the name"],
        ['fairlead create --wait default', 'as soon as no VPN is connected and the route is there'],
      ],
      exits: [3, 5, 6],
    },
  });
  command
    .argument('[words...]', "docker-machine's options, then the name")
    .option('--wait', 'wait until no VPN is connected and no route is away')
    .option('--anyway', 'although a VPN is connected or a route is away')
    .allowUnknownOption();
  line.doesMany<CreateOptions>(command, create);
}

async function create(session: Session, options: CreateOptions, words: readonly string[]): Promise<number> {
  const name = words.at(-1) ?? '';
  if (!/^[a-zA-Z0-9][a-zA-Z0-9\-.]*$/.test(name))
    throw new CommandError('usage', 'the name of the machine comes last: letters, digits, "-" and "."', {
      hint: 'fairlead create default',
      exitCode: exitCodes.usage,
    });
  const known = await readKnownMachines(session);
  if (known.machines.some((one) => one.name === name) || known.broken.some((one) => one.name === name))
    throw new CommandError('exists', `there is a machine "${name}" already`, {
      hint: `fairlead adopt ${name}`,
    });
  const { byDockerMachine, findDockerMachine } = await import('../../everyday/power.ts');
  const program = findDockerMachine(session.world.environment);
  if (program === undefined)
    throw new CommandError(
      'no-docker-machine',
      'docker-machine is not installed, and only it makes machines',
      {
        hint: `install docker-machine 0.16.2, then: fairlead create ${name}`,
      },
    );
  const virtualBox = isVirtualBox(words, session.world.environment);
  if (options.anyway !== true) await refuseWithoutRoute(session, { virtualBox, wait: options.wait === true });
  if (virtualBox) await refuseWithoutDrivers(session);
  const store =
    known.settings.stores[0]?.replace(/^~(?=\/|$)/, userHome()) ??
    known.places[0]?.replace(/\/machines$/, '');
  await asCommandError(() => byDockerMachine(program, ['create', ...words], store ?? ''));
  return adopt(session, { yes: true, restartEngine: true }, name);
}

/** As docker-machine finds the driver: option, variable, virtualbox. */
function isVirtualBox(words: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const at = words.findIndex((word) => word === '-d' || word === '--driver');
  const named = at < 0 ? words.find((word) => word.startsWith('--driver='))?.slice(9) : words[at + 1];
  const meant = named ?? environment['MACHINE_DRIVER'] ?? '';
  return meant === '' || meant === 'virtualbox';
}

async function refuseWithoutRoute(
  session: Session,
  { virtualBox, wait }: { readonly virtualBox: boolean; readonly wait: boolean },
): Promise<void> {
  const { signal } = session.world;
  await session.reach(async (client) => {
    for (;;) {
      const obstacle = makeObstacle(await client.look({}, signal), { virtualBox });
      if (obstacle === undefined) return;
      if (!wait) throw new CommandError(obstacle.code, obstacle.sentence, { hint: obstacle.next });
      await withProgress(session, `Waiting for ${obstacle.until}`, () => sleep(2000, undefined, { signal }));
    }
  });
}

/** docker-machine needs some minutes to find out what VirtualBox says at once. */
async function refuseWithoutDrivers(session: Session): Promise<void> {
  const { openHypervisor } = await import('../../everyday/vm.ts');
  const hypervisor = openHypervisor(await session.readSettings(), session.world.environment, 10_000);
  const refuseUnread = (reading: Reading<unknown>, hint: string): void => {
    if (reading.kind === 'unreadable')
      throw new CommandError(
        'virtualbox-unusable',
        `VirtualBox cannot make a machine now: ${reading.reason}`,
        { hint },
      );
  };
  // Without VBoxManage itself there is no driver to load anew.
  refuseUnread(await hypervisor.readVersion(), 'fairlead doctor');
  refuseUnread(await hypervisor.readHostOnlyNetworks(), 'fairlead vbox restart-drivers');
}
