import type { Duplex } from 'node:stream';
import type { Dial, Reach } from '../ports.ts';
import type { MachineEndpoint } from './machine-endpoint.ts';
import type { Plan, Way } from './plan.ts';

/**
 * Plain TCP into a machine over the best path, for published ports. `Endpoints` implements it:
 *
 *     const line = await endpoints.dial('default', { host: '127.0.0.1', port: 8080, timeoutMs: 2000 });
 *     carry(client, line);
 *
 * `host` is as seen from inside the machine: 127.0.0.1 stands for what listens on any address of it. The line goes
 * straight to the guest IP while packets get there, else through the machine's SSH connection. It has both halves
 * on their own, and is destroyed within a second of the loop's knowledge that its path is gone; those on a path
 * that works are left alone. Rejects with an Error that is a sentence; `code` ECONNREFUSED: nobody listens there.
 */
export interface Carrier {
  dial(machine: string, to: Dial): Promise<Duplex>;
}

export async function dialInto(endpoint: MachineEndpoint, reach: Reach, to: Dial): Promise<Duplex> {
  let refusal: unknown = new Error(endpoint.plan.obstacle.sentence);
  for (const way of waysTo(endpoint.plan, to)) {
    try {
      const { machine } = endpoint.plan;
      const over = way.kind === 'tunnel' ? { over: 'tunnel' as const } : {};
      const line = await reach.toPort(machine, {
        host: way.host,
        port: to.port,
        timeoutMs: to.timeoutMs,
        ...over,
      });
      line.on('error', () => undefined);
      endpoint.carries({ way: wayOfLine(way, endpoint.plan), ends: [line] });
      return line;
    } catch (error) {
      refusal = error;
      if ((error as { code?: string }).code === 'ECONNREFUSED') break;
    }
  }
  throw refusal;
}

/** The forward leads to the engine only. */
function waysTo(plan: Plan, to: Dial): readonly Way[] {
  if (plan.ways.length === 0 && plan.obstacle.lasting) return [];
  const inside = to.host === '127.0.0.1' || to.host === plan.guestIp;
  const direct = plan.ways.some(({ kind }) => kind === 'direct') && plan.guestIp !== undefined && inside;
  const tunnel: Way = { kind: 'tunnel', host: to.host, port: to.port };
  return direct ? [{ kind: 'direct', host: plan.guestIp, port: to.port }, tunnel] : [tunnel];
}

/** What is judged later is the way to the engine: all lines over a path live and die with it. */
function wayOfLine(way: Way, plan: Plan): Way {
  return way.kind === 'direct'
    ? { ...way, port: plan.machine.engine.port }
    : { ...way, host: '127.0.0.1', port: plan.machine.engine.port };
}
