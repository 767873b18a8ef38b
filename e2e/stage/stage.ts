/**
 * The stage: a make-believe Mac in one process tree, without root and without any network but loopback.
 * The daemon under test is the shipped one and finds the stand-ins by its settings alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatIpv4 } from '../../app/route/cidr.ts';
import type { Settings } from '../../shared/settings.ts';
import { Closing } from './closing.ts';
import { startCommandServer, type Question } from './command-server.ts';
import { type DaemonOptions, type StageDaemon, startDaemon } from './daemon.ts';
import { type Decoy, startDecoy } from './decoy.ts';
import { startGuard } from './guard.ts';
import { quad } from './interfaces.ts';
import { makeRoot } from './leftovers.ts';
import { Mirror } from './mirror.ts';
import { Nat } from './nat.ts';
import type { Outcome } from './outcome.ts';
import { freePort, freeRun } from './ports.ts';
import { programs } from './programs.ts';
import { renderWorld } from './rendered.ts';
import type { MacVersion } from './render/netstat.ts';
import { runRoute } from './run-route.ts';
import { runVBoxManage } from './run-vboxmanage.ts';
import { listen, startSocks } from './socks.ts';
import { type MachineSetup, makeStageMachine, type StageMachine } from './stage-machine.ts';
import { writeStandIns } from './stand-ins.ts';
import { Vpn } from './vpn.ts';
import { World } from './world.ts';

export interface StageOptions {
  /** Default: one machine named `default`. */
  readonly machines?: readonly MachineSetup[];
  readonly version?: MacVersion;
  /** Whether sudo lets `route` through; default true. */
  readonly mayChangeRoutes?: boolean;
  /** Settings that differ from what the stage needs itself. */
  readonly settings?: Partial<Settings>;
  /** Flags of Node for its daemons. */
  readonly nodeFlags?: readonly string[];
  /** Stands between a stand-in that would change the world and the stage; default: it is carried out. */
  readonly intercept?: (question: Question, carryOut: () => Outcome) => Outcome | Promise<Outcome>;
  /** Port for the first forward, when it is free; otherwise, and by default, any. */
  readonly firstPort?: number;
}

export interface Stage extends AsyncDisposable {
  readonly root: string;
  readonly home: string;
  readonly world: World;
  readonly vpn: Vpn;
  readonly machines: readonly StageMachine[];
  readonly proxyPort: number;
  /** The setting forward.firstPort. */
  readonly firstPort: number;
  /** What was written into settings.json. */
  readonly settings: Partial<Settings>;
  /** What a process on this Mac has in its environment. */
  readonly environment: NodeJS.ProcessEnv;
  machine(name: string): StageMachine;
  permission(granted: boolean): void;
  filter(kind: 'off' | 'drop' | 'reject'): void;
  /** Puts a stranger behind the tunnel, at the guest address of the first machine. */
  decoy(): Promise<Decoy>;
  /** Listens on a port of 127.0.0.1 as somebody else's program. */
  holdPort(port: number, command: string): Promise<void>;
  startDaemon(options?: Pick<DaemonOptions, 'readyMs'>): Promise<StageDaemon>;
  /** Carries a stand-in's question out, as its socket does. */
  carryOut(question: Question): Outcome;
}

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const root = makeRoot();
  const stack = new Closing();
  try {
    return await build(root, { options, stack });
  } catch (error) {
    await stack[Symbol.asyncDispose]();
    throw error;
  }
}

async function build(
  root: string,
  { options, stack }: { readonly options: StageOptions; readonly stack: Closing },
): Promise<Stage> {
  const guard = startGuard(root);
  stack.defer(() => guard.release());
  for (const folder of ['home', 'user', 'guests']) mkdirSync(path.join(root, folder), { mode: 0o700 });

  const world = new World(options.version ?? '14');
  world.mayChangeRoutes = options.mayChangeRoutes ?? true;
  const mirror = new Mirror(path.join(root, 'answers'));
  world.onChange((_what, messages) => mirror.show(renderWorld(world), messages));
  const vpn = new Vpn(world);
  stack.defer(() => vpn.stop());
  stack.use(new Nat(world));
  const socks = stack.use(await startSocks(world));

  const socket = path.join(root, 's');
  const paths = writeStandIns({
    folder: path.join(root, 'bin'),
    answers: path.join(root, 'answers'),
    socket,
    client: programs().standIn,
    node: process.execPath,
  });
  const carryOut = (question: Question): Outcome => answer({ world, vpn }, question);
  const { intercept } = options;
  const answerTo = (question: Question): Outcome | Promise<Outcome> =>
    intercept === undefined ? carryOut(question) : intercept(question, () => carryOut(question));
  stack.use(await startCommandServer(socket, answerTo));

  const machines: StageMachine[] = [];
  for (const [index, setup] of (options.machines ?? [{ name: 'default' }]).entries()) {
    const guestIp = setup.guestIp ?? formatIpv4(quad('192.168.99.100') + index);
    const sshPort = await freePort();
    machines.push(stack.use(await makeStageMachine({ world, root, setup, guestIp, sshPort })));
  }

  const firstPort = await freeRun(options.firstPort);
  const home = path.join(root, 'home');
  const { vboxmanage, ...tools } = paths;
  const settings: Partial<Settings> = {
    platform: 'macos',
    stores: [path.join(root, 'store')],
    'route.sudo': 'always',
    'network.guestProxy': `socks5://127.0.0.1:${socks.port}`,
    'forward.firstPort': firstPort,
    'tools.vboxmanage': vboxmanage,
    ...Object.fromEntries(Object.entries(tools).map(([name, file]) => [`tools.${name}`, file])),
    ...options.settings,
  };
  writeFileSync(path.join(home, 'settings.json'), `${JSON.stringify(settings, undefined, 2)}\n`, {
    mode: 0o600,
  });
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: path.join(root, 'user'),
    TMPDIR: tmpdir(),
    FAIRLEAD_HOME: home,
    MACHINE_STORAGE_PATH: path.join(root, 'store'),
  };

  return {
    root,
    home,
    world,
    vpn,
    machines,
    proxyPort: socks.port,
    firstPort,
    settings,
    environment,
    carryOut,
    machine(name) {
      const machine = machines.find((one) => one.name === name);
      if (machine === undefined) throw new Error(`the stage has no machine ${name}`);
      return machine;
    },
    permission(granted) {
      world.change(granted ? 'sudo lets route through' : 'sudo asks for a password', () => {
        world.mayChangeRoutes = granted;
      });
    },
    filter(kind) {
      const what =
        kind === 'off'
          ? 'the packet filter lets everything through'
          : 'a packet filter stops packets to the machine';
      world.change(what, () => {
        world.filter = kind;
      });
    },
    async decoy() {
      const [machine] = machines;
      if (machine === undefined) throw new Error('the stage has no machine to be taken for');
      const decoy = stack.use(await startDecoy(machine.guestIp));
      world.change(`another computer answers at ${machine.guestIp} behind the tunnel`, () =>
        world.decoys.set(machine.vm.guestAddress, decoy.port),
      );
      return decoy;
    },
    async holdPort(port, command) {
      const server = createServer((client) => client.destroy());
      await listen(server, port);
      stack.defer(() => new Promise<void>((resolve) => server.close(() => resolve())));
      world.change(`${command} listens on 127.0.0.1:${port}`, () =>
        world.holders.set(port, { command, pid: 4_804_711, user: 'developer', address: '127.0.0.1' }),
      );
    },
    async startDaemon(daemonOptions = {}) {
      const { nodeFlags = [] } = options;
      const daemon = await startDaemon({ root, home, environment, nodeFlags, ...daemonOptions });
      stack.defer(() => daemon.stop());
      return daemon;
    },
    [Symbol.asyncDispose]: () => stack[Symbol.asyncDispose](),
  };
}

function answer(on: { readonly world: World; readonly vpn: Vpn }, question: Question): Outcome {
  const { command, argv } = question;
  if (command === 'route') return runRoute(on.world, argv, question);
  if (command === 'VBoxManage') return runVBoxManage(on.world, argv);
  if (command === 'vpn') {
    if (argv[0] === 'on') on.vpn.connect('plain');
    else on.vpn.disconnect();
    return { exitCode: 0, stdout: '', stderr: '' };
  }
  return { exitCode: 127, stdout: '', stderr: `the stage has no ${command}\n` };
}
