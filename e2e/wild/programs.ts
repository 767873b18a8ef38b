import { cidr, contains, formatIpv4, parseCidr, parseIpv4 } from '../../app/route/cidr.ts';
import type { Ran, Run } from '../../app/platform/process/run.ts';
import type { Clock } from '../../app/ports.ts';
import { quad } from '../stage/interfaces.ts';
import { runRoute } from '../stage/run-route.ts';
import { renderWorld, routeGet } from '../stage/rendered.ts';
import { renderIfconfig } from '../stage/render/ifconfig.ts';
import { renderNetstat } from '../stage/render/netstat.ts';
import { runVBoxManage } from '../stage/run-vboxmanage.ts';
import type { World } from '../stage/world.ts';

/** The network that all machines of these worlds are in. */
export const hostOnly = cidr(quad('192.168.99.0'), 24);

/** What is wrong with the programs of the make-believe Mac now. */
export interface Faults {
  /** Milliseconds VBoxManage takes; more than its limit of ten seconds is a VBoxManage that hangs. */
  vboxMs: number;
  /** What VBoxManage says instead of doing anything. */
  vboxError: string | undefined;
  /** What netstat prints of its table: all, a cut-off part, or nothing in time. */
  netstat: 'whole' | 'cut' | 'hangs';
  /** What sudo says instead of running anything. */
  sudo: string | undefined;
  /** The changes of routes that hang until their time limit, by a word of theirs: `add`, `delete`. */
  hangingRoute?: string | undefined;
}

/** How often something was started, since the world began. */
export interface Calls {
  sudo: number;
  vboxReads: number;
  vboxChanges: number;
  netstat: number;
}

/** What of a change was not Fairlead's to make; undefined when it was. */
function trespass(name: string, args: readonly string[]): string | undefined {
  const [, , , verb, kind = '', target = ''] = args;
  if (name === 'sudo' && verb === 'delete') {
    const network = parseCidr(kind === '-host' ? `${target}/32` : target);
    const isInside = network !== undefined && network.length >= 24 && contains(hostOnly, network.address);
    return isInside ? undefined : `sudo ${args.join(' ')}`;
  }
  const at = args.indexOf('delete');
  return name === 'VBoxManage' && at > 0 && !(args[at + 1] ?? '').startsWith('fairlead-')
    ? `VBoxManage ${args.join(' ')}`
    : undefined;
}

const usualMs: Readonly<Record<string, number>> = {
  netstat: 4,
  route: 4,
  ifconfig: 3,
  scutil: 6,
  ps: 6,
  sudo: 12,
};

/** The programs that the adapters start, played by the world: what they print is what their stand-ins print. */
export function programsOf(about: {
  readonly world: World;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly calls: Calls;
  /** Takes down what was changed and was not Fairlead's. */
  readonly trespasses: string[];
}): Run {
  const { world, clock, faults, calls, trespasses } = about;
  const after = (ms: number): Promise<void> => new Promise((resolve) => clock.after(ms, resolve));

  const take = async (name: string, ms: number, limitMs: number): Promise<Ran | undefined> => {
    await after(Math.min(ms, limitMs));
    if (ms <= limitMs) return undefined;
    return { kind: 'not-run', why: 'timeout', reason: `${name} did not answer within ${limitMs} ms` };
  };

  const vbox = async (args: readonly string[], limitMs: number): Promise<Ran> => {
    const isChange = ['controlvm', 'modifyvm', 'hostonlyif'].includes(args[0] ?? '');
    calls[isChange ? 'vboxChanges' : 'vboxReads'] += 1;
    const late = await take('VBoxManage', faults.vboxMs, limitMs);
    if (late !== undefined) return late;
    if (faults.vboxError !== undefined) return ran('', `VBoxManage: error: ${faults.vboxError}\n`, 1);
    const { stdout, stderr, exitCode } = runVBoxManage(world, args);
    return ran(stdout, stderr, exitCode);
  };

  const netstat = (): string => {
    const whole = renderNetstat(world.rows(), { version: world.version, withInet6: false });
    return faults.netstat === 'cut' ? whole.slice(0, Math.floor(whole.length * 0.7)) : whole;
  };

  const scutil = (args: readonly string[], stdin: string): string => {
    if (args[0] === '--nc') return renderWorld(world).get('scutil/nc') ?? '';
    return [...stdin.matchAll(/^show (.+)$/gm)]
      .map(([, key = '']) => renderWorld(world).get(`scutil/${key}`) ?? '  No such key\n')
      .join('');
  };

  return async (file, args, { timeoutMs = 2000, stdin = '' } = {}) => {
    const program = file.split('/').at(-1) ?? '';
    // The adapter wants a program that is there: this test's own stands for VBoxManage.
    const name = program === 'node' ? 'VBoxManage' : program;
    const wrong = trespass(name, args);
    if (wrong !== undefined) trespasses.push(wrong);
    if (name === 'VBoxManage') return vbox(args, timeoutMs);
    const isHanging =
      (name === 'netstat' && faults.netstat === 'hangs') ||
      (name === 'sudo' && faults.hangingRoute !== undefined && args.includes(faults.hangingRoute));
    if (isHanging && name === 'sudo') calls.sudo += 1;
    const ms = isHanging ? timeoutMs + 1 : (usualMs[name] ?? 1);
    const late = await take(name, ms, timeoutMs);
    if (late !== undefined) return late;
    switch (name) {
      case 'netstat':
        calls.netstat += 1;
        return ran(netstat());
      case 'ifconfig':
        return ran(renderIfconfig(world.interfaces));
      case 'scutil':
        return ran(scutil(args, stdin));
      case 'ps':
        return ran(renderWorld(world).get('ps/all') ?? '');
      case 'route': {
        const address = parseIpv4(args.at(-1) ?? '') ?? 0;
        const text = routeGet(world, address, formatIpv4(address));
        return ran(text, text === '' ? 'route: writing to routing socket: not in table\n' : '');
      }
      case 'sudo': {
        calls.sudo += 1;
        if (faults.sudo !== undefined) return ran('', `${faults.sudo}\n`, 1);
        const { stdout, stderr, exitCode } = runRoute(world, args.slice(2), { isRoot: true, pid: 900 });
        return ran(stdout, stderr, exitCode);
      }
      default:
        return { kind: 'not-run', why: 'missing', reason: `${name} is not there` };
    }
  };
}

function ran(stdout: string, stderr = '', exitCode = 0): Ran {
  return { kind: 'ran', exitCode, stdout, stderr };
}
