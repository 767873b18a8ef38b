import { contract, type Client, type MethodName } from '../../shared/control/contract.ts';
import type { Home } from '../home/home.ts';
import { chooseShorterFolder, socketPathLimit } from '../home/socket-path.ts';
import { ControlError } from './control-error.ts';
import { dial, type Dialled } from './dial.ts';
import { ask, follow } from './exchange.ts';

export type Connection =
  | { readonly kind: 'connected'; readonly client: Client }
  /** Nobody listens: nothing is wrong, the daemon is just not running. */
  | { readonly kind: 'no-daemon'; readonly error: ControlError }
  /** Something is wrong with the socket. */
  | { readonly kind: 'unusable'; readonly error: ControlError };

/**
 * Looks for the daemon of a home. `connected` means that somebody listens; the methods of the client
 * throw FailureError (the daemon's own answer) or ControlError (no answer, or none to be understood).
 */
export async function connect(home: Home): Promise<Connection> {
  const dialled = await dial(home.socket);
  if (dialled.kind === 'answers') return { kind: 'connected', client: clientAt(home.socket) };
  const error = explainDial(home, dialled);
  return { kind: error.kind === 'no-daemon' ? 'no-daemon' : 'unusable', error };
}

/** A client of the socket at this path, without looking whether anybody is there. */
export function clientAt(socket: string): Client {
  const methods = Object.keys(contract).map((name) => {
    const method = contract[name as MethodName];
    const call = (input: unknown, signal?: AbortSignal): unknown => {
      const request = { socket, method, input, signal };
      return method.kind === 'feed' ? follow(request) : ask(request);
    };
    return [name, call] as const;
  });
  return Object.fromEntries(methods) as unknown as Client;
}

function explainDial(home: Home, dialled: Exclude<Dialled, { kind: 'answers' }>): ControlError {
  const at = home.socket;
  switch (dialled.kind) {
    case 'missing':
    case 'stale':
      return new ControlError('no-daemon', `no daemon runs for ${home.root}`, 'start one: fairlead daemon');
    case 'too-long':
      return new ControlError(
        'path-too-long',
        `the path of the control socket has ${dialled.bytes} bytes, and a socket path must stay under ${socketPathLimit}: ${at}`,
        chooseShorterFolder,
      );
    case 'not-a-socket':
      return new ControlError('not-a-socket', `${at} is not a socket`, `mv '${at}' '${at}.old'`);
    case 'not-ours':
      return new ControlError(
        'not-ours',
        `${at} belongs to the user with id ${dialled.owner}, so it is not your daemon`,
        'set FAIRLEAD_HOME to a folder of your own',
      );
    case 'forbidden':
      return new ControlError('forbidden', `you may not open ${at}`, `ls -ld '${home.root}' '${at}'`);
    case 'unclear':
      return new ControlError('closed', `${at} could not be opened (${dialled.code})`, 'fairlead daemon');
  }
}
