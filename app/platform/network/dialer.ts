import net from 'node:net';
import type { Dial } from '../../ports.ts';
import { dialThrough, parseProxy } from './guest-proxy.ts';
import { networkError } from './network-error.ts';

export interface DialRequest extends Dial {
  /** The setting network.guestProxy, `socks5://127.0.0.1:<port>`; empty or absent dials directly. */
  readonly proxy?: string;
  /** Whether the end of what comes leaves open what goes; without it, the socket then ends by itself. */
  readonly halfOpen?: boolean;
}

/**
 * Opens a TCP connection within `timeoutMs`. Rejects with an error whose `code` is the errno's name:
 * ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EACCES, …, whether or not a proxy is in between.
 * Attach listeners in the same turn: a socket that came through the proxy flows from the next one on.
 */
export async function dial(request: DialRequest): Promise<net.Socket> {
  const { host, proxy = '' } = request;
  if (proxy === '' || isLocal(host)) return connect(request);
  const address = parseProxy(proxy);
  if (address === undefined) throw networkError('EINVAL', `${proxy} is no socks5://127.0.0.1:<port>`);
  const { halfOpen = false } = request;
  return dialThrough(address, request, (target) => connect({ ...target, halfOpen }));
}

/** This computer's own addresses are not behind the proxy. */
function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || (net.isIPv4(host) && host.startsWith('127.'));
}

function connect({
  host,
  port,
  timeoutMs,
  halfOpen = false,
}: Dial & { readonly halfOpen?: boolean }): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, noDelay: true, allowHalfOpen: halfOpen });
    const timer = setTimeout(
      () => fail(networkError('ETIMEDOUT', `${host}:${port} did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const fail = (error: Error): void => {
      clearTimeout(timer);
      // A late error of a socket nobody holds must not end the process.
      socket
        .removeListener('connect', succeed)
        .removeListener('error', fail)
        .on('error', () => undefined);
      socket.destroy();
      reject(error);
    };
    const succeed = (): void => {
      clearTimeout(timer);
      socket.removeListener('error', fail);
      resolve(socket);
    };
    socket.once('connect', succeed).once('error', fail);
  });
}
