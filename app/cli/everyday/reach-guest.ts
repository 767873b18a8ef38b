import type { Settings } from '../../../shared/settings.ts';
import type { StoreMachine } from '../../everyday/stores.ts';
import { CommandError } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import type { KnownMachine } from './known-machines.ts';

/**
 * The machine as its SSH server can be reached now: by the NAT rule on this computer, which no VPN takes. Its host
 * key is pinned afterwards. Throws docker-machine's sentence when it is off.
 */
export async function reachGuest(
  session: Session,
  settings: Settings,
  { machine, view }: KnownMachine,
): Promise<StoreMachine> {
  const { openHypervisor, overNat, readVm } = await import('../../everyday/vm.ts');
  const vm = await readVm(openHypervisor(settings, session.world.environment), machine);
  const state = vm?.state ?? view?.state ?? 'unknown';
  if (state !== 'running' && state !== 'unknown')
    throw new CommandError(
      'not-running',
      `Error: Cannot run SSH command: Host "${machine.name}" is not running`,
      {
        hint: `fairlead start ${machine.name}`,
      },
    );
  const reached = overNat(machine, vm);
  if (reached.ssh.port === 0)
    throw new CommandError('no-address', `${machine.name} has no SSH port yet; it has never been started`, {
      hint: `fairlead start ${machine.name}`,
    });
  const { pinHostKey } = await import('../../everyday/pin.ts');
  await asCommandError(() => pinHostKey(session.home.knownHosts, reached));
  return reached;
}

/** A guest's complaint as the command's own error, with its next step. */
export async function asCommandError<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'GuestError') throw error;
    const next = 'next' in error && typeof error.next === 'string' ? error.next : undefined;
    throw new CommandError('guest-unreachable', error.message, { hint: next });
  }
}
