import { MacRouting } from '../platform/macos/routing.ts';
import type { Ran, Run } from '../platform/process/run.ts';
import type { Clock } from '../ports.ts';
import { type Cidr, contains, parseCidr, parseIpv4 } from '../route/cidr.ts';
import { silentLog } from './silent-log.ts';

/** Paths of a test's own, so that nothing of this computer is ever run. */
export const tools = { netstat: '/t/netstat', route: '/t/route', ifconfig: '/t/ifconfig', sudo: '/t/sudo' };
export const clock: Clock = { now: () => 0, monotonic: () => 0, after: () => () => undefined };

/** One row as netstat prints it: a network or `a.b.c.d/32` with flag H, its interface, gateway and flags. */
interface Row {
  to: string;
  on: string;
  gateway: string;
  flags: string;
}

export function ran(stdout: string, stderr = '', exitCode = 0): Ran {
  return { kind: 'ran', exitCode, stdout, stderr };
}

export function cidrOf(text: string): Cidr {
  return parseCidr(text) as Cidr;
}

/** A Mac that behaves as far as routes go: route exits 0 whatever happens, and says so in words. */
export class TalkativeMac {
  rows: Row[];
  readonly commands: string[] = [];
  /** What the VPN does after each change. */
  vpn: (mac: TalkativeMac, change: string) => void = () => undefined;
  refusal: { readonly of: RegExp; readonly text: string } | undefined;
  readonly routing: MacRouting;
  /** Replaces the output of a tool. */
  readonly broken = new Map<string, Ran>();

  constructor(
    rows: readonly (readonly [to: string, on: string, gateway?: string, flags?: string])[],
    isRoot = false,
  ) {
    this.rows = rows.map(([to, on, gateway = 'link#4', flags = 'UCS']) => ({ to, on, gateway, flags }));
    this.routing = new MacRouting({ run: this.#run, tools, isRoot, clock, log: silentLog });
  }

  changes(): string[] {
    return this.commands.filter((command) => / (add|delete) /.test(command));
  }

  readonly #run: Run = (file, args) => {
    this.commands.push([file, ...args].join(' '));
    const broken = this.broken.get(file);
    if (broken !== undefined) return Promise.resolve(broken);
    if (file === tools.netstat) return Promise.resolve(ran(this.#table()));
    if (file === tools.sudo && this.refusal?.of.test(args.join(' ')) === true)
      return Promise.resolve(ran('', this.refusal.text, 1));
    const [verb = '', ...rest] = file === tools.sudo ? args.slice(3) : args.slice(1);
    if (verb === 'get') return Promise.resolve(this.#get(rest[0] ?? ''));
    const result = verb === 'add' ? this.#add(rest) : this.#delete(rest);
    this.vpn(this, verb);
    return Promise.resolve(result);
  };

  #table(): string {
    const lines = this.rows.map(({ to, on, gateway, flags }) => {
      const destination = flags.includes('H') ? to.replace('/32', '') : to;
      return `${destination.padEnd(18)} ${gateway.padEnd(18)} ${flags.padEnd(10)} ${on.padStart(14)}       \n`;
    });
    return `Routing tables\n\nInternet:\nDestination        Gateway            Flags               Netif Expire\n${lines.join('')}`;
  }

  #get(address: string): Ran {
    const value = parseIpv4(address) as number;
    const best = this.rows
      .filter(({ to, flags }) => !flags.includes('I') && contains(cidrOf(to), value))
      .sort((a, b) => cidrOf(b.to).length - cidrOf(a.to).length)[0];
    if (best === undefined) return ran('', 'route: writing to routing socket: not in table\n');
    return ran(`   route to: ${address}\n  interface: ${best.on}\n`);
  }

  #add([kind = '', to = '', ...way]: readonly string[]): Ran {
    const row = kind === '-host' ? `${to}/32` : to;
    if (this.#find(kind, row) !== undefined)
      return ran(`add net ${to}: File exists\n`, 'route: writing to routing socket: File exists\n');
    const direct = way[0] === '-interface';
    const on = direct ? (way[1] ?? '') : 'utun4';
    const gateway = direct ? on : (way[0] ?? '');
    this.rows.push({ to: row, on, gateway, flags: kind === '-host' ? 'UGHS' : 'UCSc' });
    return ran(`add net ${to}: gateway ${gateway}\n`);
  }

  #delete([kind = '', to = '']: readonly string[]): Ran {
    const found = this.#find(kind, kind === '-host' ? `${to}/32` : to);
    if (found === undefined)
      return ran(`delete net ${to}: not in table\n`, 'route: writing to routing socket: not in table\n');
    this.rows = this.rows.filter((row) => row !== found);
    return ran(`delete net ${to}\n`);
  }

  #find(kind: string, to: string): Row | undefined {
    return this.rows.find(
      (row) => row.to === to && !row.flags.includes('I') && row.flags.includes('H') === (kind === '-host'),
    );
  }
}
