import net from 'node:net';
import type { Ports } from '../../ports.ts';
import { readHolder, type HolderOptions } from './port-holder.ts';

/** How long an open local port may take to accept; loopback answers in well under a millisecond. */
const connectMs = 250;

/**
 * Whoever held a port a moment ago holds it still, as a rule. Binding costs nothing and is tried each time; who it is
 * takes a program, and is asked anew after this.
 */
const holderMs = 30_000;

/** Ports of this computer, tried by binding 127.0.0.1, which no other process notices. */
export class LocalPorts implements Ports {
  readonly #options: HolderOptions;
  readonly #now: () => number;
  readonly #holders = new Map<number, { readonly name: string; readonly at: number }>();

  /** `now`: monotonic milliseconds. */
  constructor(options: HolderOptions, now = () => performance.now()) {
    this.#options = options;
    this.#now = now;
  }

  async readPort(port: number): ReturnType<Ports['readPort']> {
    if (!Number.isInteger(port) || port < 1 || port > 65_535)
      return { kind: 'held', holder: `nobody: ${port} is no port` };
    const refusal = await tryToBind(port);
    // macOS lets 127.0.0.1 be bound beside a listener on every address, and so take its callers away: whoever
    // can be reached holds the port.
    if (refusal === undefined && !(await accepts(port))) {
      this.#holders.delete(port);
      return { kind: 'free' };
    }
    if (refusal === 'EACCES') return { kind: 'held', holder: 'the system: ports below 1024 need root' };
    return { kind: 'held', holder: await this.#holder(port) };
  }

  async #holder(port: number): Promise<string> {
    const known = this.#holders.get(port);
    if (known !== undefined && this.#now() - known.at < holderMs) return known.name;
    const name = (await readHolder(port, this.#options)) ?? "another user's process";
    this.#holders.set(port, { name, at: this.#now() });
    return name;
  }
}

/** Error code of binding 127.0.0.1:port, or undefined when it went; nothing stays bound. */
function tryToBind(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port });
    const timer = setTimeout(() => settle(false), connectMs);
    const settle = (accepted: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(accepted);
    };
    // On Linux a socket may be given the very port it calls, and then answers itself.
    socket.once('connect', () => settle(socket.localPort !== port));
    socket.once('error', () => settle(false));
  });
}
