import type { Socket } from 'node:net';
import type { Dial } from '../../ports.ts';
import { networkError } from './network-error.ts';

export interface ProxyAddress {
  readonly host: '127.0.0.1';
  readonly port: number;
}

export function parseProxy(url: string): ProxyAddress | undefined {
  const port = Number(/^socks5:\/\/127\.0\.0\.1:(\d{1,5})$/.exec(url)?.[1]);
  return port >= 1 && port <= 65_535 ? { host: '127.0.0.1', port } : undefined;
}

/**
 * What the proxy's refusal means for the destination (RFC 1928, section 6), keyed by the name the
 * `socks` package puts at the end of its message. It gives no code of its own.
 */
const replies: Readonly<Record<string, string>> = {
  Failure: 'EHOSTUNREACH',
  NotAllowed: 'EACCES',
  NetworkUnreachable: 'ENETUNREACH',
  HostUnreachable: 'EHOSTUNREACH',
  ConnectionRefused: 'ECONNREFUSED',
  TTLExpired: 'ETIMEDOUT',
};

/**
 * Opens a connection through a SOCKS5 proxy, `timeoutMs` being for everything together. A proxy that is not
 * there counts as a network that is not there (ENETUNREACH): ECONNREFUSED would say that the guest is alive.
 */
export async function dialThrough(
  proxy: ProxyAddress,
  target: Dial,
  connect: (dial: Dial) => Promise<Socket>,
): Promise<Socket> {
  const { host, port, timeoutMs } = target;
  const deadline = performance.now() + timeoutMs;
  const socket = await connect({ ...proxy, timeoutMs }).catch((cause: unknown) => {
    const why = (cause as NodeJS.ErrnoException).code ?? 'no answer';
    throw networkError(
      'ENETUNREACH',
      `the proxy ${proxy.host}:${proxy.port} of network.guestProxy cannot be used: ${why}`,
    );
  });
  // Loaded only where a proxy is set, which is nearly nowhere.
  const { SocksClient } = await import('socks');
  try {
    await SocksClient.createConnection({
      proxy: { ...proxy, type: 5 },
      command: 'connect',
      destination: { host, port },
      existing_socket: socket,
      timeout: Math.max(1, Math.ceil(deadline - performance.now())),
    });
    return socket;
  } catch (error) {
    socket.on('error', () => undefined).destroy();
    throw networkError(codeOf(error), `${host}:${port} through the proxy: ${(error as Error).message}`);
  }
}

function codeOf(error: unknown): string {
  const message = (error as Error).message;
  const reply = /rejected connection - (\w+)$/.exec(message)?.[1];
  if (reply !== undefined) return replies[reply] ?? 'EPROTO';
  if (/timed out/i.test(message)) return 'ETIMEDOUT';
  return /closed/i.test(message) ? 'ECONNRESET' : 'EPROTO';
}
