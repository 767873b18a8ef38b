import path from 'node:path';
import { defaultSettings } from '../../shared/settings.ts';
import { LiveSettings } from '../daemon/live-settings.ts';
import { Recovery } from '../daemon/recover/recover.ts';
import type { UndoParts } from '../daemon/undo/plan.ts';
import { homeAt } from '../home/home.ts';
import { FileJournal } from '../home/journal.ts';
import type { Guest, JournalEntry } from '../ports.ts';
import { ContextFiles } from '../platform/docker/context-files.ts';
import { MacRouting } from '../platform/macos/routing.ts';
import { systemClock } from '../platform/process/clock.ts';
import { read } from '../reading.ts';
import { Keeper } from '../reconcile/keeper.ts';
import { Remembered } from '../reconcile/remembered.ts';
import type { Hands } from '../reconcile/steps/step.ts';
import { machineView } from './machine-config.ts';
import { MemoryEngine } from './memory-engine.ts';
import { MemoryHypervisor } from './memory-hypervisor.ts';
import { MemoryKernel, parsed } from './memory-kernel.ts';
import { MemoryLog } from './memory-log.ts';
import { Life } from './mortal.ts';
import { scriptedMac } from './scripted-mac.ts';
import { temporaryFolder } from './temporary.ts';
import { vboxWorld } from './vbox-world.ts';

export interface Process extends UndoParts {
  readonly hands: Hands;
  readonly recovery: Recovery;
}

/**
 * A Mac that outlives the processes on it: real files for journal, settings and contexts, a kernel and a VirtualBox in
 * memory. `start` begins a process that is killed at a moment, or lives on.
 */
export class CrashWorld implements Disposable {
  readonly folder = temporaryFolder();
  readonly home = homeAt(this.folder.at('home'), 'linux');
  readonly kernel = new MemoryKernel();
  readonly vbox = vboxWorld();
  readonly engine = new MemoryEngine(this.kernel, this.vbox);
  readonly log = new MemoryLog();
  /** Changes to what a started process is made of. */
  machine = machineView({
    base: this.folder.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 49417,
  });
  guest: Guest = { connect: () => Promise.reject(new Error('no SSH in this test')) };
  refusal: string | undefined;

  constructor() {
    this.kernel.addInterface('lo0', '127.0.0.1/8');
    this.kernel.addInterface('vboxnet0', '192.168.99.1/24');
    this.kernel.addInterface('utun4', '10.20.0.7/32', { pointToPoint: true });
    this.kernel.put(parsed('10.60.0.0/16'), 'utun4');
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }

  async start(life = new Life()): Promise<Process> {
    const { home, log, kernel } = this;
    const clock = systemClock;
    const script = scriptedMac(kernel);
    script.refusal = this.refusal;
    const tools = {
      netstat: '/usr/sbin/netstat',
      route: '/sbin/route',
      ifconfig: '/sbin/ifconfig',
      sudo: 'sudo',
    };
    const run = life.mortal({ run: script.run }).run;
    const routing = new MacRouting({ run, tools, isRoot: false, clock, log });
    const hypervisor = life.mortal(new MemoryHypervisor(this.vbox));
    const journal = life.mortal(new FileJournal({ file: home.journal, log }));
    const engine = this.engine;
    const ports = { readPort: () => Promise.resolve({ kind: 'free' as const }) };
    const hands: Hands = {
      clock,
      log,
      journal,
      routing,
      hypervisor,
      ports,
      engine,
      guest: life.mortal(this.guest),
    };
    const remembered = new Remembered(home.memory, log);
    await remembered.load();
    const live = new LiveSettings({ home, log, settings: defaultSettings, now: Date.now });
    await live.reread();
    const keeper = new Keeper({
      senses: {
        clock,
        log,
        routing: new MacRouting({ run: script.run, tools, isRoot: false, clock, log }),
        vpnNames: { read: () => Promise.resolve(read([])) },
        hypervisor: new MemoryHypervisor(this.vbox),
        engine,
        readStores: () => Promise.resolve(read([{ kind: 'machine' as const, machine: this.machine }])),
        readGuestAddress: () => Promise.resolve(undefined),
        readAuthorityEnd: () => undefined,
        resolvesLocalhost: () => Promise.resolve(true),
        readSelectedContext: () => Promise.resolve(undefined),
      },
      hands,
      settings: live.settings,
      remembered,
      daemon: () => ({
        version: '0',
        startedAt: '2026-01-01T00:00:00.000Z',
        home: home.root,
        platform: 'macos',
        autoRepair: true,
      }),
    });
    await keeper.look();
    const parts: UndoParts = {
      keeper,
      hands,
      live: life.mortal(live),
      contexts: life.mortal(new ContextFiles(path.join(this.folder.path, 'docker'))),
      remembered,
      ports: { isOpen: () => false, withhold: () => Promise.resolve() },
    };
    return { ...parts, hands, recovery: new Recovery(parts) };
  }

  /** A daemon that starts and looks after what is left over. */
  async recover(life = new Life()): Promise<'ended' | 'killed'> {
    const { recovery, keeper } = await this.start(life);
    const ended = await life.run(async () => {
      await recovery.begin();
      await recovery.run();
    });
    recovery.stop();
    if (ended === 'ended') await keeper.stop();
    return ended;
  }

  entries(): Promise<readonly JournalEntry[]> {
    return new FileJournal({ file: this.home.journal, log: this.log }).entries();
  }
}
