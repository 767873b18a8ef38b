import { once } from 'node:events';
import net, { type Socket } from 'node:net';
import { after, before, type TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { MachineEndpoint } from '../endpoint/machine-endpoint.ts';
import type { Plan, Way } from '../endpoint/plan.ts';
import { Usage, type UseMemory } from '../endpoint/usage.ts';
import { homeAt } from '../home/home.ts';
import { prepareHome } from '../home/prepare.ts';
import { TlsEngine } from '../platform/docker/engine.ts';
import { dial } from '../platform/network/dialer.ts';
import { systemClock } from '../platform/process/clock.ts';
import { SshTunnels } from '../platform/ssh/tunnels.ts';
import type { Clock, Reach } from '../ports.ts';
import { makeMachine, type MadeMachine } from './make-store.ts';
import { startRawEngine, type RawEngine } from './raw-engine.ts';
import { silentLog } from './silent-log.ts';
import { startSshGuest, type RunningGuest, type SshGuestOptions } from './ssh-guest.ts';
import { temporaryFolder } from './temporary.ts';

const store = temporaryFolder();
let made: MadeMachine;
before(async () => {
  // Its certificate names the guest address and nothing else, and is dialled on 127.0.0.1 all the same.
  made = await makeMachine({
    base: store.at('store'),
    name: 'default',
    guestIp: '192.168.99.100',
    sshPort: 1,
    servedNames: ['192.168.99.100'],
  });
});
after(() => store[Symbol.dispose]());

const stacks = new WeakMap<TestContext, AsyncDisposableStack>();

/** Takes down what a test made in the reverse order: a guest waits for its connections, and a network has some. */
function finallyIn(t: TestContext, act: () => void | PromiseLike<void>): void {
  let stack = stacks.get(t);
  if (stack === undefined) {
    const made = (stack = new AsyncDisposableStack());
    stacks.set(t, made);
    t.after(() => made.disposeAsync());
  }
  stack.defer(async () => act());
}

/** An endpoint with real TLS and real SSH behind it, whose plan a test hands out. */
export interface EndpointWorld {
  readonly endpoint: MachineEndpoint;
  readonly reach: Reach;
  readonly connect: () => Promise<Socket>;
  /** Sends it over a new connection; everything that comes until the other side's half ends. */
  readonly ask: (text: string) => Promise<string>;
  readonly update: (differing: Partial<Plan>) => void;
  readonly pokes: string[];
}

export async function endpointWorld(
  t: TestContext,
  options: { ways: readonly Way[]; sshPort?: number; tunnelClock?: Clock },
): Promise<EndpointWorld> {
  const { ways, sshPort = 1, tunnelClock = systemClock } = options;
  const folder = temporaryFolder();
  const home = homeAt(folder.at('home'));
  prepareHome(home);
  const [log, clock] = [silentLog, systemClock];
  const tunnels = new SshTunnels({ knownHosts: home.knownHosts, clock: tunnelClock, log });
  const toPort: Reach['toPort'] = (machine, target) =>
    target.over === 'tunnel' ? tunnels.dial(machine, target) : dial({ ...target, halfOpen: true });
  const engine = new TlsEngine({ clock: systemClock, dial: (target, machine) => toPort(machine, target) });
  const reach: Reach = {
    toPort,
    toEngine: (machine, target) => engine.toEngine(machine, target),
    isComingUp: (machine) => tunnels.isComingUp(machine),
    hears: (machine) => tunnels.hears(machine),
  };
  const machine = { ...made.machine, ssh: { ...made.machine.ssh, port: sshPort } };
  let plan: Plan = {
    machine,
    ways,
    coming: [],
    guestIp: '192.168.99.100',
    portsOver: ['direct', 'tunnel'],
    routed: true,
    obstacle: { sentence: 'Docker in default cannot be reached now: testing', lasting: false },
  };
  const pokes: string[] = [];
  const endpoint = new MachineEndpoint(plan, {
    home,
    clock,
    log,
    reach,
    usage: new Usage(noMemory, clock),
    poke: (reason) => pokes.push(reason),
  });
  await endpoint.ensure();
  finallyIn(t, async () => {
    await endpoint.stop();
    await tunnels.stop();
    folder[Symbol.dispose]();
  });
  const connect = async (): Promise<Socket> => {
    const socket = net.connect({ path: endpoint.file, allowHalfOpen: true });
    await once(socket, 'connect');
    finallyIn(t, () => void socket.destroy());
    return socket;
  };
  return {
    endpoint,
    reach,
    pokes,
    connect,
    ask: async (text) => {
      const socket = await connect();
      socket.write(text);
      return readAll(socket);
    },
    update: (differing) => {
      plan = { ...plan, ...differing };
      endpoint.update(plan);
    },
  };
}

/** Everything until the other side's half ends; ours stays open. */
export async function readAll(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, 'end');
  return text;
}

export async function engineOf(t: TestContext, serve: (socket: TLSSocket) => void): Promise<RawEngine> {
  const engine = await startRawEngine(made, serve);
  finallyIn(t, () => engine[Symbol.asyncDispose]());
  return engine;
}

export async function guestOf(t: TestContext, options: Partial<SshGuestOptions> = {}): Promise<RunningGuest> {
  const folder = temporaryFolder();
  const guest = await startSshGuest({ root: folder.path, authorizedKey: made.authorizedKey, ...options });
  finallyIn(t, async () => {
    await guest.stop();
    folder[Symbol.dispose]();
  });
  return guest;
}

/** A network between a client and a port, which can fall silent: what was connected stays so, and hears nothing. */
export interface SilentNetwork {
  readonly port: number;
  readonly fallSilent: () => void;
  /** The same for what is connected now only, as with a NAT that lost its state. */
  readonly forget: () => void;
  /** Nothing goes towards the port any longer; what comes from there still arrives. */
  readonly deafen: () => void;
}

/** `delayMs`: each piece that comes from there takes so long. */
export async function networkTo(t: TestContext, port: number, delayMs?: number): Promise<SilentNetwork> {
  const sockets = new Set<Socket>();
  const nears = new Set<Socket>();
  let isSilent = false;
  const forget = (): void => {
    for (const socket of sockets) socket.unpipe().pause();
  };
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    sockets.add(near);
    near.on('error', () => undefined);
    if (isSilent) return;
    const far = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true });
    sockets.add(far);
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    if (delayMs === undefined) far.pipe(near);
    else far.on('data', (chunk) => void setTimeout(() => near.write(chunk), delayMs));
    nears.add(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  finallyIn(t, () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    fallSilent: () => {
      isSilent = true;
      forget();
    },
    forget,
    deafen: () => {
      for (const near of nears) near.unpipe().pause();
    },
  };
}

/** A memory that forgets. */
export const noMemory: UseMemory = {
  endpointUsedAt: () => undefined,
  noteEndpointUse: () => Promise.resolve(),
};

export const echo = (socket: TLSSocket): void => void socket.pipe(socket);
export const forward = ({ port }: { readonly port: number }): Way => ({
  kind: 'forward',
  host: '127.0.0.1',
  port,
});
export const tunnel = ({ port }: { readonly port: number }): Way => ({
  kind: 'tunnel',
  host: '127.0.0.1',
  port,
});
