import assert from 'node:assert/strict';
import type { Routing } from '../../ports.ts';
import type { Reading } from '../../reading.ts';
import { formatCidr } from '../../route/cidr.ts';
import { parsed } from '../memory-kernel.ts';

/**
 * A place where a `Routing` can be tried: `vboxnet0` is up with 192.168.99.1/24 and its row, and a tunnel
 * stands beside it, up, with an address of its own outside that network.
 */
export interface RoutingWorld extends AsyncDisposable {
  readonly routing: Routing;
  readonly tunnel: string;
  /** An address that is reached over the tunnel, as a VPN's gateway is. */
  readonly gateway: string;
  /** The tunnel gets the row for this network; a row with the same prefix makes way. */
  take(network: string): Promise<void>;
  /** The row for this network goes away. */
  lose(network: string): Promise<void>;
  /** From now on every repaired row of 192.168.99.0/24 is taken back before it can be read. */
  retake?(): Promise<void>;
  /** From now on routes may not be changed. */
  deny?(): Promise<void>;
  /** From now on the commands behind `routing` fail or print nonsense. */
  blind?(): Promise<void>;
}

export const network = parsed('192.168.99.0/24');
export const guest = '192.168.99.100';
export const ours = { network, interface: 'vboxnet0' } as const;

/** The monitor needs a moment to begin, and says nothing when it has: change rows until it notices. */
export async function keepChanging(world: RoutingWorld, until: Promise<void>): Promise<void> {
  const noticed = until.then(() => true);
  for (let turn = 0; turn < 1000; turn++) {
    await world.take('10.77.0.0/16');
    await world.lose('10.77.0.0/16');
    if (await Promise.race([noticed, immediately()])) return;
  }
}

/** False after one turn of the event loop, in which output of the monitor may arrive. */
function immediately(): Promise<boolean> {
  return new Promise((resolve) => setImmediate(() => resolve(false)));
}

export async function within(promise: Promise<void>, limitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was noticed within ${limitMs} ms`)), limitMs);
  });
  await Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export function inTheWay(world: RoutingWorld, ...networks: readonly string[]) {
  return networks.map((text) => ({ destination: parsed(text), interface: world.tunnel }));
}

export async function value<T>(reading: Promise<Reading<T>>): Promise<T> {
  const outcome = await reading;
  if (outcome.kind === 'unreadable') assert.fail(outcome.reason);
  return outcome.value;
}

/** Interface of the row that ordinary packets to exactly this network meet. */
export async function owner(routing: Routing): Promise<string | undefined> {
  const { rows } = await value(routing.readTable());
  const matching = rows.filter(
    (row) => !row.scoped && !row.cloned && formatCidr(row.destination) === formatCidr(network),
  );
  assert.ok(matching.length <= 1, 'one unscoped row per prefix');
  return matching[0]?.interface;
}

export async function answer(routing: Routing): Promise<string | undefined> {
  const found = await value(routing.readAnswer(guest));
  return found.kind === 'route' ? found.interface : undefined;
}

export async function rowsOn(routing: Routing, name: string): Promise<readonly string[]> {
  const { rows } = await value(routing.readTable());
  return rows
    .filter((row) => row.interface === name && !row.scoped)
    .map((row) => formatCidr(row.destination))
    .sort();
}
