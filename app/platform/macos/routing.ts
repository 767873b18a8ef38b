import type { ChangeResult, Clock, Log, RouteRepair, RouteRestoration, Routing, Watch } from '../../ports.ts';
import { type Reading, unreadable } from '../../reading.ts';
import { parseIpv4 } from '../../route/cidr.ts';
import type { KernelAnswer, NetworkInterface, RouteTable } from '../../route/table.ts';
import { follow } from '../process/follow.ts';
import type { Ran, Run } from '../process/run.ts';
import { parseIfconfig } from './ifconfig.ts';
import { parseWholeNetstat } from './netstat.ts';
import { judgeRouteChange } from './route-error.ts';
import { parseRouteGet } from './route-get.ts';
import { pokeIn } from './route-monitor.ts';
import { repairRoute, type RepairTools } from './route-repair.ts';
import { restoreRow } from './route-restore.ts';

export interface MacRoutingOptions {
  readonly run: Run;
  /** Absolute paths. */
  readonly tools: {
    readonly netstat: string;
    readonly route: string;
    readonly ifconfig: string;
    readonly sudo: string;
  };
  readonly isRoot: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** A row takes 71 characters: a VPN with tens of thousands of routes must not make the table unreadable. */
const tableBytes = 32 * 1024 * 1024;
/** sudo may ask a directory service about the user, which a VPN that is just connecting slows down. */
const changeTimeoutMs = 5000;

/** The routing of a Mac, through the commands every macOS has. */
export class MacRouting implements Routing {
  readonly #options: MacRoutingOptions;

  constructor(options: MacRoutingOptions) {
    this.#options = options;
  }

  async readTable(): Promise<Reading<RouteTable>> {
    const { run, tools } = this.#options;
    return whole(
      'netstat',
      await run(tools.netstat, ['-nr', '-f', 'inet'], { maxBytes: tableBytes }),
      parseWholeNetstat,
    );
  }

  async readAnswer(address: string): Promise<Reading<KernelAnswer>> {
    const { run, tools } = this.#options;
    // Anything but an address could be an option to route.
    if (parseIpv4(address) === undefined) return unreadable(`"${address}" is not an IPv4 address`);
    const ran = await run(tools.route, ['-n', 'get', address]);
    return ran.kind === 'ran' ? parseRouteGet(ran.stdout, ran.stderr) : unreadable(ran.reason);
  }

  async readInterfaces(): Promise<Reading<readonly NetworkInterface[]>> {
    const { run, tools } = this.#options;
    return whole('ifconfig', await run(tools.ifconfig, ['-a']), parseIfconfig);
  }

  async repair(request: RouteRepair): Promise<ChangeResult> {
    return repairRoute(request, this.#repairTools());
  }

  async restore(request: RouteRestoration): Promise<ChangeResult> {
    return restoreRow(request, this.#repairTools());
  }

  #repairTools(): RepairTools {
    return {
      readTable: () => this.readTable(),
      readAnswer: (address) => this.readAnswer(address),
      change: async (args) => judgeRouteChange(await this.#change(args)),
      log: this.#options.log,
    };
  }

  watch(poke: (reason: string) => void): Watch {
    const { tools, clock, log } = this.#options;
    return follow({
      file: tools.route,
      args: ['-n', 'monitor'],
      onLine: (line) => {
        const reason = pokeIn(line);
        if (reason !== undefined) poke(reason);
      },
      onRestart: () => poke('route monitor started again'),
      clock,
      log,
    });
  }

  /** Exactly the argument vectors a sudoers rule can name, so that it need not use wildcards. */
  #change(args: readonly string[]): Promise<Ran> {
    const { run, tools, isRoot } = this.#options;
    const options = { timeoutMs: changeTimeoutMs };
    return isRoot
      ? run(tools.route, ['-n', ...args], options)
      : run(tools.sudo, ['-n', tools.route, '-n', ...args], options);
  }
}

/** A reading needs a program that ended well and an output that ends with its last line. */
function whole<T>(tool: string, ran: Ran, parse: (text: string) => Reading<T>): Reading<T> {
  if (ran.kind === 'not-run') return unreadable(ran.reason);
  if (ran.exitCode !== 0) {
    const said = ran.stderr.trim().slice(0, 200);
    return unreadable(`${tool} failed with status ${ran.exitCode}${said === '' ? '' : `: ${said}`}`);
  }
  const reading = parse(ran.stdout);
  if (reading.kind === 'read' && !ran.stdout.endsWith('\n'))
    return unreadable(`the output of ${tool} ends in the middle of a line`);
  return reading;
}
