import type { Duplex } from 'node:stream';
import type { Clock, Dial, Reach } from '../ports.ts';
import { dialOf } from './lines.ts';
import type { MachineEndpoint } from './machine-endpoint.ts';
import type { Plan, Way } from './plan.ts';
import { reachEngine } from './reach-engine.ts';

/**
 * Plain TCP into a machine over the best path, for published ports. `Endpoints` implements it:
 *
 *     const line = await endpoints.dial('default', { host: '127.0.0.1', port: 8080, timeoutMs: 2000 });
 *     carry(client, line);
 *
 * `host` is as seen from inside the machine: 127.0.0.1 stands for what listens on any address of it. The line goes
 * through the machine's SSH connection, which no VPN touches, or straight to the guest IP while packets get there, in
 * the order of endpoint.prefer. It has both halves on their own, and is destroyed within a second of the loop's
 * knowledge that its path is gone; those on a path that works are left alone. Rejects with an Error that is a sentence; `code` ECONNREFUSED: nobody listens there.
 */
export interface Carrier {
  dial(machine: string, to: Dial): Promise<Duplex>;
  /**
   * A verified TLS line to the machine's engine over the best path, for Fairlead's own questions: unlike a client of
   * the socket it does not count as use, and it is none of its connections. Ends with its path, as the others do.
   */
  toEngine(machine: string, timeoutMs: number): Promise<Duplex>;
}

/** What is wanted for hours waits this long for an SSH connection to be made, before a path that a VPN can take. */
const openSshMs = 1000;

/** @throws what the way said that was tried last. */
export async function dialInto(endpoint: MachineEndpoint, about: DialAbout): Promise<Duplex> {
  const { reach, clock, to } = about;
  const reached = await reachEngine({
    source: endpoint,
    waysOf: (plan) => waysTo(plan, to),
    open: async (way, { plan, timeoutMs }) => ({
      line: await reach.toPort(plan.machine, dialOf(way, timeoutMs)),
      wasReady: false,
    }),
    clock,
    limitMs: to.timeoutMs,
    missed: () => undefined,
    staggerMs: endpoint.plan.portsOver[0] === 'tunnel' ? openSshMs : undefined,
    // The way there is open, and nobody listens at its end.
    isFinal: (error) => (error as { code?: string }).code === 'ECONNREFUSED',
  });
  if (reached.kind === 'none') throw reached.error ?? new Error(reached.sentence);
  return carriedBy(endpoint, reached.line, wayOfLine(reached.way, endpoint.plan));
}

export interface DialAbout {
  readonly reach: Reach;
  readonly clock: Clock;
  readonly to: Dial;
}

/** @throws Error with the sentence that a client would be told. */
export async function dialEngine(
  endpoint: MachineEndpoint,
  { reach, clock, timeoutMs }: Pick<DialAbout, 'reach' | 'clock'> & { readonly timeoutMs: number },
): Promise<Duplex> {
  const reached = await reachEngine({
    source: endpoint,
    // Lines kept ready are for clients.
    open: async (way, about) => ({
      line: await reach.toEngine(about.plan.machine, dialOf(way, about.timeoutMs)),
      wasReady: false,
    }),
    clock,
    limitMs: timeoutMs,
    missed: () => undefined,
  });
  if (reached.kind === 'none') throw new Error(reached.sentence);
  return carriedBy(endpoint, reached.line, reached.way);
}

function carriedBy(endpoint: MachineEndpoint, line: Duplex, way: Way): Duplex {
  line.on('error', () => undefined);
  endpoint.carries({ way, isOver: closed(line), end: () => line.destroy() });
  return line;
}

function closed(line: Duplex): Promise<void> {
  return new Promise((resolve) => void line.once('close', () => resolve()));
}

/** The forward leads to the engine only. */
function waysTo(plan: Plan, to: Dial): readonly Way[] {
  if (plan.ways.length === 0 && plan.obstacle.lasting) return [];
  const inside = to.host === '127.0.0.1' || to.host === plan.guestIp;
  const { guestIp } = plan;
  const direct = plan.ways.some(({ kind }) => kind === 'direct') && inside ? guestIp : undefined;
  return plan.portsOver.flatMap((kind): Way[] =>
    kind === 'tunnel'
      ? [{ kind, host: to.host, port: to.port }]
      : direct === undefined
        ? []
        : [{ kind, host: direct, port: to.port }],
  );
}

/** What is judged later is the way to the engine: all lines over a path live and die with it. */
function wayOfLine(way: Way, plan: Plan): Way {
  return way.kind === 'direct'
    ? { ...way, port: plan.machine.engine.port }
    : { ...way, host: '127.0.0.1', port: plan.machine.engine.port };
}
