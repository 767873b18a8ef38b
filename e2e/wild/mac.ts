import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { MacRouting } from '../../app/platform/macos/routing.ts';
import { MacVpnNames } from '../../app/platform/macos/vpn-names.ts';
import { pokeIn } from '../../app/platform/macos/route-monitor.ts';
import { VirtualBox } from '../../app/platform/virtualbox/virtualbox.ts';
import type { Machine } from '../../app/machine/machine.ts';
import type { Hypervisor, Log, Ports, Routing } from '../../app/ports.ts';
import { read } from '../../app/reading.ts';
import { contains, formatIpv4 } from '../../app/route/cidr.ts';
import { Keeper } from '../../app/reconcile/keeper.ts';
import { machineView } from '../../app/testing/machine-config.ts';
import { ManualClock } from '../../app/testing/manual-clock.ts';
import type { MacVersion } from '../stage/render/netstat.ts';
import { World } from '../stage/world.ts';
import { WildEngine } from './engine.ts';
import { Life } from './life.ts';
import { WildJournal, WildMemory } from './memory-files.ts';
import { WildNat } from './nat.ts';
import { inhabit } from './inhabit.ts';
import { hostOnly, programsOf, type Calls, type Faults } from './programs.ts';

export interface WildOptions {
  readonly version: MacVersion;
  readonly machines: number;
  readonly settings?: Partial<Settings>;
}

/**
 * A make-believe Mac on a clock that a test moves, with the real loop and the real adapters for macOS and VirtualBox
 * on it. Only their programs are played, and the engines. A daemon may be killed and started again.
 */
export class WildMac {
  readonly clock = new ManualClock();
  readonly world: World;
  readonly nat: WildNat;
  readonly engine: WildEngine;
  readonly machines: readonly Machine[];
  readonly faults: Faults = { vboxMs: 120, vboxError: undefined, netstat: 'whole', sudo: undefined };
  readonly calls: Calls = { sudo: 0, vboxReads: 0, vboxChanges: 0, netstat: 0 };
  readonly journal = new WildJournal(() => this.clock.now());
  readonly settings: Settings;
  deaths = 0;
  readonly trespasses: string[] = [];
  /** What nobody expected: an exception in a pass or in a step. */
  readonly unexpected: string[] = [];
  readonly #log: Log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (message) => void this.unexpected.push(message),
  };
  readonly #memory = new WildMemory();
  readonly #routing: MacRouting;
  readonly #names: MacVpnNames;
  readonly #hypervisor: VirtualBox;
  #life = new Life();
  #keeper: Keeper | undefined;

  private constructor({ version, machines, settings = {} }: WildOptions) {
    const { clock } = this;
    this.settings = {
      ...defaultSettings,
      'tools.vboxmanage': process.execPath,
      'certificate.restart': 'ask',
      ...settings,
    };
    this.world = new World(version);
    this.nat = new WildNat(this.world);
    this.engine = new WildEngine({ world: this.world, nat: this.nat, clock });
    const names = ['one', 'two', 'three'].slice(0, machines);
    this.machines = names.map((name, at) =>
      machineView({ base: '/store', name, guestIp: `192.168.99.${100 + at * 60}`, sshPort: 49_400 + at }),
    );
    inhabit(this.world, this.machines);
    const { world, faults, calls, trespasses } = this;
    const run = programsOf({ world, clock, faults, calls, trespasses });
    const tools = {
      netstat: '/usr/sbin/netstat',
      route: '/sbin/route',
      ifconfig: '/sbin/ifconfig',
      sudo: '/usr/bin/sudo',
    };
    this.#routing = new MacRouting({ run, tools, isRoot: false, clock, log: this.#log });
    this.#names = new MacVpnNames({ run, tools: { scutil: '/usr/sbin/scutil', ps: '/bin/ps' } });
    this.#hypervisor = new VirtualBox({
      run,
      path: this.settings['tools.vboxmanage'],
      pathEnvironment: '',
      clock,
      log: this.#log,
    });
  }

  /** A Mac on which all is well and the daemon has been running for a moment. */
  static async start(options: WildOptions): Promise<WildMac> {
    const mac = new WildMac(options);
    await mac.#findVBoxManage();
    mac.boot();
    await mac.clock.pass(5000);
    return mac;
  }

  get keeper(): Keeper {
    if (this.#keeper === undefined) throw new Error('no daemon has been started');
    return this.#keeper;
  }

  get isUp(): boolean {
    return this.#life.alive;
  }

  /** Starts a daemon, or another one after the last was killed. */
  boot(): void {
    const life = new Life();
    this.#life = life;
    const clock = life.clock(this.clock);
    const routing = life.held(this.#watched(), ['repair']);
    const hypervisor = life.held(this.#withoutLog(), ['addNatRule', 'removeNatRule', 'restoreHostAddress']);
    const engine = life.held<WildEngine>(this.engine);
    const inPresent = { clock, log: this.#log, routing, hypervisor, engine };
    this.#keeper = new Keeper({
      senses: {
        ...inPresent,
        vpnNames: life.held(this.#names),
        readStores: () =>
          Promise.resolve(read(this.machines.map((machine) => ({ kind: 'machine' as const, machine })))),
        readGuestAddress: (machine) => Promise.resolve(this.#askedGuest(machine)),
        readAuthorityEnd: () => undefined,
        resolvesLocalhost: () => Promise.resolve(true),
        readSelectedContext: () => Promise.resolve(undefined),
      },
      hands: {
        ...inPresent,
        journal: life.held(this.journal, ['begin']),
        ports: life.held(this.#ports),
        guest: { connect: () => Promise.reject(new Error('no SSH for steps in this test')) },
      },
      settings: this.settings,
      remembered: this.#memory,
      daemon: () => ({
        version: '0',
        startedAt: '2026-01-01T00:00:00.000Z',
        home: '/nowhere',
        platform: 'macos',
        autoRepair: true,
      }),
      endpointUse: () => 'idle',
    });
    void this.#keeper.start();
  }

  /** kill -9, now or at the n-th call that would change something; started again after a while. */
  kill(after: { readonly calls: number; readonly downMs: number }): void {
    const die = (): void => {
      this.#life.kill();
      this.deaths += 1;
      this.clock.after(after.downMs, () => this.boot());
    };
    if (after.calls === 0) die();
    else this.#life.light(after.calls, die);
  }

  /** Ends the daemon in an orderly way; time goes on, so that whatever runs comes to its end. */
  async stop(): Promise<void> {
    const stopped = this.#keeper?.stop();
    await this.clock.pass(60_000);
    if (this.#life.alive) await stopped;
    this.#life.kill();
  }

  /** The adapter looks for its program in the real file system, which takes real time: before ours begins. */
  async #findVBoxManage(): Promise<void> {
    let found = false;
    const isFound = (): boolean => found;
    void this.#hypervisor.readVersion().then(() => (found = true));
    while (!isFound()) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.clock.pass(50);
    }
  }

  /** Routing whose monitor is the world's own voice. */
  #watched(): Routing {
    const routing = this.#routing;
    return {
      readTable: () => routing.readTable(),
      readAnswer: (address) => routing.readAnswer(address),
      readInterfaces: () => routing.readInterfaces(),
      repair: (request) => routing.repair(request),
      restore: (request) => routing.restore(request),
      watch: (poke) => {
        const ends = new AbortController();
        const life = this.#life;
        this.world.onChange((_what, messages) => {
          if (ends.signal.aborted || !life.alive) return;
          for (const line of messages.split('\n')) {
            const reason = pokeIn(line);
            if (reason !== undefined) poke(reason);
          }
        });
        return { stop: () => Promise.resolve(ends.abort()) };
      },
    };
  }

  #withoutLog(): Hypervisor {
    const one = this.#hypervisor;
    return {
      readVersion: () => one.readVersion(),
      readVm: (name) => one.readVm(name),
      readHostOnlyNetworks: () => one.readHostOnlyNetworks(),
      addNatRule: (name, rule) => one.addNatRule(name, rule),
      removeNatRule: (name, rule) => one.removeNatRule(name, rule),
      restoreHostAddress: (adapter) => one.restoreHostAddress(adapter),
      readRedirectFailure: () => Promise.resolve(undefined),
    };
  }

  #askedGuest(machine: Machine): string | undefined {
    const vm = this.world.vms.get(machine.name);
    if (
      vm?.state !== 'running' ||
      this.engine.now(machine, { host: '', port: 0, over: 'tunnel', present: true }).kind !== 'answers'
    )
      return undefined;
    return contains(hostOnly, vm.guestAddress) ? formatIpv4(vm.guestAddress) : undefined;
  }

  get #ports(): Ports {
    return {
      readPort: (port) =>
        Promise.resolve(
          this.nat.isFree(port) ? { kind: 'free' } : { kind: 'held', holder: 'another program' },
        ),
    };
  }
}
