/** Carries a parsed `route` command out on the world. */
import { formatIpv4 } from '../../app/route/cidr.ts';
import { type Outcome, printed } from './outcome.ts';
import type { KernelRow } from './kernel.ts';
import { routeGet } from './rendered.ts';
import { answer, notRoot, parseRoute, type RouteCommand } from './route-command.ts';
import type { World } from './world.ts';

export interface Caller {
  readonly isRoot: boolean;
  readonly pid: number;
}

export function runRoute(world: World, argv: readonly string[], caller: Caller): Outcome {
  const parsed = parseRoute(argv);
  if (parsed.kind === 'refused') return parsed.outcome;
  const { command } = parsed;
  if (command.verb === 'get') return get(world, command);
  if (!caller.isRoot) return notRoot;
  if (command.scope !== undefined && world.interface(command.scope) === undefined)
    return { exitCode: 1, stdout: '', stderr: 'route: bad interface name\n' };
  if (command.interface !== undefined && world.interface(command.interface) === undefined)
    return { exitCode: 68, stdout: '', stderr: `route: bad address: ${command.interface}\n` };
  world.counters.routeChanges += 1;
  const error = world.change(`route ${argv.filter((word) => word !== '-n').join(' ')}`, () =>
    apply(world, command, caller.pid),
  );
  return answer(command, error);
}

function get(world: World, command: RouteCommand): Outcome {
  const text = routeGet(world, command.destination.address, command.echo);
  return text === ''
    ? { exitCode: 0, stdout: '', stderr: 'route: writing to routing socket: not in table\n' }
    : printed(text);
}

function apply(world: World, command: RouteCommand, pid: number): string | undefined {
  if (command.verb === 'delete') return world.deleteRow(rowOf(world, command, 'UC'), pid);
  if (command.interface === undefined && command.gateway === undefined) return 'Invalid argument';
  const carrier = carrierOf(world, command);
  if (carrier === undefined) return 'Network is unreachable';
  const row = rowOf(world, { ...command, interface: carrier }, flagsOf(world, command));
  return command.verb === 'add' ? world.addRow(row, pid) : world.changeRow(row, pid);
}

/** The interface a new row gets; none when it has no IPv4 address, which the kernel calls unreachable. */
function carrierOf(world: World, command: RouteCommand): string | undefined {
  const name = command.interface ?? world.kernel.lookup(command.gateway ?? 0)?.interface;
  return name !== undefined && world.interface(name)?.address !== undefined ? name : undefined;
}

function flagsOf(world: World, command: RouteCommand): string {
  const { interface: name, isHost, scope, refusal = '' } = command;
  const isEthernet = name !== undefined && world.interface(name)?.kind === 'ethernet';
  const gateway = name === undefined ? 'G' : '';
  const cloning = isEthernet && !isHost ? 'C' : '';
  const [rejects, swallows] = [refusal === 'R' ? 'R' : '', refusal === 'B' ? 'B' : ''];
  return `U${gateway}${isHost ? 'H' : ''}${rejects}${cloning}Sc${swallows}${scope === undefined ? '' : 'I'}`;
}

function rowOf(world: World, command: RouteCommand, flags: string): KernelRow {
  const name = command.scope ?? command.interface ?? '';
  const network = world.interface(name);
  const scoped = command.scope !== undefined && !flags.includes('I') ? 'I' : '';
  const host = command.isHost && !flags.includes('H') ? 'H' : '';
  return {
    destination: command.destination,
    gateway:
      command.gateway !== undefined
        ? formatIpv4(command.gateway)
        : network?.kind === 'ethernet'
          ? `link#${network.index}`
          : name,
    interface: name,
    flags: `${flags}${host}${scoped}`,
  };
}
