import type { Handlers } from '../../shared/control/contract.ts';
import { reopensTools } from '../../shared/setting-kinds.ts';
import type { Settings } from '../../shared/settings.ts';
import { Endpoints } from '../endpoint/endpoints.ts';
import { History } from '../doctor/report/history.ts';
import type { Home } from '../home/home.ts';
import { clearTemporaries } from '../home/temporaries.ts';
import type { Log } from '../ports.ts';
import { StreamRoom } from '../platform/process/stream-room.ts';
import { PowerWatch } from '../platform/virtualbox/power-watch.ts';
import { isUnreadMachine } from '../reconcile/changes.ts';
import { Keeper } from '../reconcile/keeper.ts';
import { Remembered } from '../reconcile/remembered.ts';
import { version } from '../version.ts';
import { openAdapters, platformOf, reopen } from './adapters.ts';
import { adviseAuthorities } from './advise-authorities.ts';
import { CertificateEnds } from './certificate-ends.ts';
import { adviseSettings } from './advise-settings.ts';
import { BesideParts } from './beside.ts';
import { handlersOf } from './handlers/handlers.ts';
import { LiveSettings } from './live-settings.ts';
import { OwnProgram } from './own-program.ts';
import { putBackOnQuit } from './quit-put-back.ts';
import { Recovery } from './recover/recover.ts';
import { vmsToWatch } from './vms-to-watch.ts';

export interface CoreOptions {
  readonly settings: Settings;
  readonly home: Home;
  readonly log: Log;
}

/**
 * The product behind the contract. The daemon serves `handlers` on the control socket; a command that
 * finds no daemon calls the same handlers in its own process.
 */
export interface Core {
  readonly handlers: Handlers;
  /** Begins to watch and to repair by itself. Without it, the core acts only when asked. */
  start(): Promise<void>;
  /**
   * Ends the loop and the endpoints, and puts back what should not outlive the daemon, within `deadlineMs`. Answers
   * what that was, in words. A second call answers the same.
   */
  putBack(deadlineMs: number): Promise<readonly string[]>;
  /** Ends watches, sessions and children. */
  stop(): Promise<void>;
}

export async function openCore(options: CoreOptions): Promise<Core> {
  const { home, log } = options;
  const live = new LiveSettings({ ...options, now: () => Date.now() });
  const { settings } = live;
  const { senses, hands, contexts, reach, tunnels } = openAdapters({ settings, home, log });
  const remembered = new Remembered(home.memory, log);
  await remembered.load();
  const ends = new CertificateEnds();
  const program = new OwnProgram();
  let daemon = false;
  const serves = (): boolean => daemon && settings['endpoint.enabled'];
  const room = new StreamRoom(senses);
  const { passed } = room;
  const endpoints = new Endpoints({
    memory: remembered,
    home,
    clock: senses.clock,
    log,
    reach,
    preferences: () => ({ prefer: settings['endpoint.prefer'], tunnels: settings['tunnel.enabled'] }),
    poke: (reason) => keeper.poke(reason),
    passed,
  });
  const keeper: Keeper = new Keeper({
    senses,
    hands,
    settings,
    remembered,
    daemon: () => ({
      ...(daemon ? { pid: process.pid } : {}),
      version,
      startedAt: new Date(startedAt).toISOString(),
      home: home.root,
      platform: platformOf(settings),
      autoRepair: settings.autoRepair,
    }),
    beside: (machine, seen) => {
      const endpoint = endpoints.view(machine);
      return { ...(endpoint === undefined ? {} : { endpoint }), ...beside.view(machine, seen) };
    },
    advise: () => [
      ...adviseSettings(live, home),
      ...program.advise(),
      ...adviseAuthorities({
        machines: keeper.observation?.machines.map(({ machine }) => machine) ?? [],
        ends,
        now: Date.now(),
      }),
    ],
    // A command that looks for itself and ends serves nobody.
    endpointUse: (machine, selected) => (serves() ? endpoints.use(machine, selected) : 'off'),
    looked: (assessed) => {
      if (serves()) endpoints.update(assessed, (name) => isUnreadMachine(keeper.observation, name));
      else endpoints.update([]);
    },
  });
  tunnels.watch((machine) => keeper.poke(`the SSH connection to ${machine} came or went`));
  const power = new PowerWatch({
    clock: senses.clock,
    poke: (machine) => {
      keeper.observer.forget(machine);
      keeper.poke(`VirtualBox writes into the log of ${machine}`);
    },
  });
  live.listen(async (changed) => {
    const reopened = changed.some(reopensTools);
    if (reopened) reopen(openAdapters({ settings, home, log, tunnels }), { senses, hands, reach });
    await keeper.settingsChanged({ reopened });
    if (daemon && keeper.snapshot !== undefined) beside.follow(keeper.snapshot);
  });
  const startedAt = Date.now();
  const history = new History();
  keeper.listen((snapshot) => history.add(snapshot));
  const beside = new BesideParts({
    contexts,
    journal: hands.journal,
    memory: remembered,
    log,
    home,
    clock: senses.clock,
    ports: hands.ports,
    carrier: endpoints,
    passed,
    settings: () => settings,
    changed: () => keeper.publish(),
  });
  const parts = { keeper, hands, live, contexts, remembered, ports: beside.ports };
  const recovery = new Recovery(parts);
  let puttingBack: Promise<readonly string[]> | undefined;
  let resting: Promise<unknown> | undefined;
  const rest = (): Promise<unknown> => {
    if (resting !== undefined) return resting;
    power.stop();
    recovery.stop();
    room.stop();
    resting = Promise.all([live.stop(), beside.stop()]).then(() =>
      Promise.all([keeper.stop(), endpoints.stop()]),
    );
    return resting;
  };
  return {
    handlers: handlersOf({
      ...parts,
      settings,
      log,
      journal: hands.journal,
      beside,
      home,
      history,
    }),
    start: async () => {
      daemon = true;
      await clearTemporaries(home.root);
      await recovery.begin();
      keeper.listen((snapshot) => beside.follow(snapshot));
      keeper.listen(() => power.follow(vmsToWatch(keeper.observation)));
      await live.start();
      await keeper.start();
      await recovery.run();
      keeper.listen((snapshot) => recovery.follow(snapshot));
    },
    putBack: (deadlineMs) =>
      (puttingBack ??= rest().then(() => (daemon ? putBackOnQuit(parts, deadlineMs) : []))),
    stop: async () => {
      await puttingBack;
      await rest();
      await tunnels.stop();
    },
  };
}
