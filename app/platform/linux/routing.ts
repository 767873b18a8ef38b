import type { ChangeResult, Clock, Log, RouteRepair, RouteRestoration, Routing, Watch } from '../../ports.ts';
import { read, unreadable, type Reading } from '../../reading.ts';
import { parseIpv4 } from '../../route/cidr.ts';
import type { KernelAnswer, NetworkInterface, RouteTable } from '../../route/table.ts';
import { follow, type FollowOptions } from '../process/follow.ts';
import { run as runProgram, type Run } from '../process/run.ts';
import { parseInterfaces } from './interfaces.ts';
import { parseRecords, textOf } from './json.ts';
import { repairRoute, type RepairTools } from './repair.ts';
import { restoreRow } from './restore.ts';
import { parseKernelRows, tableOf } from './route-table.ts';

export interface LinuxRoutingOptions {
  readonly tools: { readonly ip: string; readonly sudo: string };
  readonly run?: Run;
  readonly clock: Clock;
  readonly log: Log;
  /** How the monitor is started; for tests. */
  readonly start?: NonNullable<FollowOptions['start']>;
  /** Whether routes may be changed without sudo. Default: by the effective user. */
  readonly isRoot?: boolean;
}

/**
 * What `ip route get` says when the kernel would not send. Besides a missing route these are rows that
 * refuse on purpose: unreachable, blackhole (which the kernel reports as EINVAL) and prohibit.
 */
const noRoute =
  /RTNETLINK answers: (Network is unreachable|No route to host|Invalid argument|Permission denied|Network is down)/;

/** The kernel's routing over iproute2 (4.17 or newer, for its JSON form). */
export class LinuxRouting implements Routing {
  readonly #tools: LinuxRoutingOptions['tools'];
  readonly #run: Run;
  readonly #options: LinuxRoutingOptions;
  readonly #isRoot: boolean;

  constructor(options: LinuxRoutingOptions) {
    this.#tools = options.tools;
    this.#run = options.run ?? runProgram;
    this.#options = options;
    this.#isRoot = options.isRoot ?? process.geteuid?.() === 0;
  }

  async readTable(): Promise<Reading<RouteTable>> {
    const kernel = await this.#readRows();
    return kernel.kind === 'read' ? read(tableOf(kernel.value)) : kernel;
  }

  async readAnswer(address: string): Promise<Reading<KernelAnswer>> {
    if (parseIpv4(address) === undefined) return unreadable(`${address} is not an IPv4 address`);
    const ran = await this.#run(this.#tools.ip, ['-j', 'route', 'get', address]);
    if (ran.kind === 'not-run') return unreadable(ran.reason);
    if (ran.exitCode !== 0)
      return noRoute.test(ran.stderr)
        ? read({ kind: 'no-route' })
        : unreadable(complaint(`ip route get ${address}`, ran));
    const [row] = parseRecords(ran.stdout) ?? [];
    const name = row === undefined ? undefined : textOf(row, 'dev');
    if (row === undefined || name === undefined)
      return unreadable(`ip route get ${address} named no interface`);
    const gateway = textOf(row, 'gateway');
    return read({ kind: 'route', interface: name, ...(gateway === undefined ? {} : { gateway }) });
  }

  async readInterfaces(): Promise<Reading<readonly NetworkInterface[]>> {
    const ran = await this.#run(this.#tools.ip, ['-j', 'addr']);
    if (ran.kind === 'not-run') return unreadable(ran.reason);
    return ran.exitCode === 0 ? parseInterfaces(ran.stdout) : unreadable(complaint('ip addr', ran));
  }

  repair(request: RouteRepair): Promise<ChangeResult> {
    return repairRoute(request, this.#repairTools());
  }

  restore(request: RouteRestoration): Promise<ChangeResult> {
    return restoreRow(request, this.#repairTools());
  }

  #repairTools(): RepairTools {
    return {
      readRows: async () => {
        const kernel = await this.#readRows();
        return kernel.kind === 'read' ? read(kernel.value.rows) : kernel;
      },
      readInterfaces: () => this.readInterfaces(),
      change: (args) =>
        this.#isRoot
          ? this.#run(this.#tools.ip, args)
          : this.#run(this.#tools.sudo, ['-n', this.#tools.ip, ...args]),
    };
  }

  watch(poke: (reason: string) => void): Watch {
    const { clock, log, start } = this.#options;
    return follow({
      file: this.#tools.ip,
      // Policy rules move traffic without any row changing: wg-quick and Tailscale work that way.
      args: ['-4', 'monitor', 'route', 'address', 'link', 'rule'],
      onLine: (line) => {
        // Continuation lines of one event begin with a blank.
        if (line !== '' && !/^\s/.test(line)) poke(`ip monitor: ${line.slice(0, 120).trim()}`);
      },
      onRestart: () => poke('ip monitor started again'),
      clock,
      log,
      ...(start === undefined ? {} : { start }),
    });
  }

  async #readRows(): Promise<ReturnType<typeof parseKernelRows>> {
    const ran = await this.#run(this.#tools.ip, ['-j', '-4', 'route', 'show', 'table', 'all']);
    if (ran.kind === 'not-run') return unreadable(ran.reason);
    return ran.exitCode === 0 ? parseKernelRows(ran.stdout) : unreadable(complaint('ip route show', ran));
  }
}

function complaint(what: string, ran: { readonly exitCode: number; readonly stderr: string }): string {
  const said = ran.stderr.trim().split('\n')[0] ?? '';
  return `${what} ended with ${ran.exitCode}${said === '' ? '' : `: ${said}`}`;
}
