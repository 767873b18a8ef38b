import type { Settings } from '../../../shared/settings.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import { CommandError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import type { KnownMachine } from './known-machines.ts';

export interface Live {
  readonly state: MachineView['state'];
  /** Local ports of 127.0.0.1 that lead to the engine. */
  readonly forwardPorts: readonly number[];
}

/**
 * What VirtualBox says now, asked for at most three seconds; a machine of another driver, or a VirtualBox that
 * does not answer, is what the daemon last saw.
 */
export async function readLive(
  session: Session,
  settings: Settings,
  { machine, view }: KnownMachine,
): Promise<Live> {
  const { openHypervisor, readVm } = await import('../../everyday/vm.ts');
  const vm = await readVm(openHypervisor(settings, session.world.environment), machine);
  if (vm === undefined) return { state: view?.state ?? 'unknown', forwardPorts: portsOf(view) };
  const rules = vm.natRules.filter(
    ({ protocol, guestPort, hostPort }) =>
      protocol === 'tcp' && guestPort === machine.engine.port && hostPort > 0,
  );
  return { state: vm.state, forwardPorts: rules.map(({ hostPort }) => hostPort) };
}

function portsOf(view: MachineView | undefined): readonly number[] {
  const port = /:(\d+)$/.exec(view?.forward.address ?? '')?.[1];
  return port === undefined ? [] : [Number(port)];
}

/** Throws docker-machine's sentence for a machine that is known to be off. */
export function refuseUnlessRunning(name: string, { state }: Live): void {
  if (state === 'running' || state === 'unknown') return;
  throw new CommandError('not-running', `${name}: Host is not running (it is ${state})`, {
    hint: `fairlead start ${name}`,
  });
}
