import type { ChangeResult, RouteRepair, RouteRestoration, Routing, Watch } from '../ports.ts';
import { read, unreadable, type Reading } from '../reading.ts';
import { contains, formatCidr, isPrivate, parseIpv4, formatIpv4 } from '../route/cidr.ts';
import type { KernelAnswer, NetworkInterface, RouteTable } from '../route/table.ts';
import { MemoryKernel } from './memory-kernel.ts';

/** `Routing` over a kernel in memory, whose world a test changes through `kernel` and the two switches. */
export class MemoryRouting implements Routing {
  readonly kernel: MemoryKernel;
  /** Why routes may not be changed; undefined when they may. */
  refusal: string | undefined;
  /** Why nothing can be read; undefined when everything can. */
  blindness: string | undefined;
  /** Repairs that were asked for, refused ones included. */
  readonly repairs: RouteRepair[] = [];

  constructor(kernel = new MemoryKernel()) {
    this.kernel = kernel;
  }

  readTable(): Promise<Reading<RouteTable>> {
    const rows = this.kernel.rows.map((row) => ({
      destination: row.destination,
      gateway:
        row.gateway === undefined
          ? ({ kind: 'interface', name: row.interface } as const)
          : ({ kind: 'address', address: row.gateway } as const),
      interface: row.interface,
      flags: row.gateway === undefined ? 'UCS' : 'UGS',
      scoped: false,
      cloned: false,
    }));
    return this.#reading({ rows, skipped: [] });
  }

  readAnswer(address: string): Promise<Reading<KernelAnswer>> {
    const value = parseIpv4(address);
    if (value === undefined) return Promise.resolve(unreadable(`${address} is not an IPv4 address`));
    const row = this.kernel.lookUp(value);
    return this.#reading(
      row === undefined
        ? { kind: 'no-route' }
        : {
            kind: 'route',
            interface: row.interface,
            destination: row.destination,
            ...(row.gateway === undefined ? {} : { gateway: formatIpv4(row.gateway) }),
          },
    );
  }

  readInterfaces(): Promise<Reading<readonly NetworkInterface[]>> {
    return this.#reading(this.kernel.interfaces);
  }

  repair(request: RouteRepair): Promise<ChangeResult> {
    this.repairs.push(request);
    return Promise.resolve(this.#repaired(request));
  }

  restore({ network, owner, row }: RouteRestoration): Promise<ChangeResult> {
    return Promise.resolve(this.#restored({ network, owner, row }));
  }

  watch(poke: (reason: string) => void): Watch {
    const stop = this.kernel.onChange(poke);
    return { stop: () => Promise.resolve(stop()) };
  }

  #repaired(request: RouteRepair): ChangeResult {
    const { network } = request;
    if (!isPrivate(network)) return failed(`${formatCidr(network)} is not a private network`);
    const outside = request.inTheWay.find(({ destination }) => !contains(network, destination.address));
    if (outside !== undefined) return failed(`${formatCidr(outside.destination)} lies outside`);
    const owner = this.kernel.interfaces.find(({ name }) => name === request.interface);
    if (owner === undefined) return failed(`there is no interface ${request.interface}`);
    if (this.refusal !== undefined) return { kind: 'refused', reason: this.refusal };
    for (const row of request.inTheWay) this.kernel.remove(row.destination, row.interface);
    this.kernel.put(network, request.interface);
    const row = this.kernel.find(network);
    return row?.interface === request.interface
      ? { kind: 'done' }
      : { ...failed(`${formatCidr(network)} is still on ${row?.interface ?? 'nothing'}`), undone: true };
  }

  #restored({ network, owner, row }: RouteRestoration): ChangeResult {
    const { destination, interface: name, gateway } = row;
    if (!isPrivate(network)) return failed(`${formatCidr(network)} is not a private network`);
    if (!contains(network, destination.address)) return failed(`${formatCidr(destination)} lies outside`);
    const there = this.kernel.find(destination);
    if (there !== undefined && there.interface !== owner && there.interface !== name)
      return failed(`${formatCidr(destination)} is on ${there.interface} now, which is not ours`);
    if (this.refusal !== undefined) return { kind: 'refused', reason: this.refusal };
    if (!this.kernel.interfaces.some((one) => one.name === name)) return failed(`there is no ${name}`);
    this.kernel.put(destination, name, gateway);
    return { kind: 'done' };
  }

  #reading<T>(value: T): Promise<Reading<T>> {
    return Promise.resolve(this.blindness === undefined ? read(value) : unreadable(this.blindness));
  }
}

function failed(reason: string): { readonly kind: 'failed'; readonly reason: string } {
  return { kind: 'failed', reason };
}
