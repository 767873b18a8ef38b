import { GuestError } from '../../machine/guest-error.ts';

export interface Where {
  readonly machine: string;
  readonly host: string;
  readonly port: number;
}

const unreachableCodes = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'ENOTFOUND',
]);

/** Puts an error of ssh2 or the socket, met before the session was open, into a sentence. */
export function explain(error: Error & { level?: string; code?: string }, where: Where): GuestError {
  const at = `${where.host}:${where.port}`;
  const because = { cause: error };
  if (error.code === 'ECONNREFUSED')
    return new GuestError('refused', `Nothing listens at ${at}, the SSH port of ${where.machine}`, {
      ...because,
      next: `docker-machine status ${where.machine}`,
    });
  if (error.code === 'ETIMEDOUT')
    return new GuestError('timed-out', `${where.machine} did not answer over SSH at ${at}`, because);
  if (error.code !== undefined && unreachableCodes.has(error.code))
    return new GuestError(
      'unreachable',
      `${at}, the SSH port of ${where.machine}, cannot be reached (${error.code})`,
      because,
    );
  if (error.level === 'client-authentication')
    return new GuestError('rejected', `${where.machine} does not accept its SSH key at ${at}`, because);
  if (error.level === 'client-timeout')
    return new GuestError(
      'timed-out',
      `${where.machine} did not complete the SSH handshake at ${at} in time`,
      because,
    );
  if (/no matching/.test(error.message))
    return new GuestError(
      'too-old',
      `The SSH server of ${where.machine} at ${at} and Fairlead have no algorithm in common (${error.message}); it is probably too old`,
      because,
    );
  // VirtualBox's NAT accepts for a guest that does not listen, and closes at once.
  if (error.code === 'ECONNRESET' || /Connection lost|before handshake/.test(error.message))
    return new GuestError(
      'closed',
      `${at} closed the connection before the SSH handshake was done: ${where.machine} is starting, or its SSH server does not run`,
      because,
    );
  return new GuestError(
    'not-ssh',
    `What answers at ${at} does not speak SSH properly (${brief(error.message)})`,
    because,
  );
}

/** Errors may quote what the peer sent; people get one printable line of it. */
function brief(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 120);
}
