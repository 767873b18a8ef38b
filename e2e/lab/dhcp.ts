import { formatIpv4, parseIpv4 } from '../../app/route/cidr.ts';
import type { VBoxDhcpServer } from '../../app/testing/vbox-world.ts';

/** VirtualBox's DHCP server, as far as its clients see it: the lowest free address, and the same one again. */
export class Leases {
  readonly #byVm = new Map<string, string>();

  /** Decides a VM's address from its next start on. */
  hold(name: string, address: string): void {
    this.#byVm.set(name, address);
  }

  /** The address of a VM that starts now; undefined when nobody gives it one. */
  take(name: string, server: VBoxDhcpServer | undefined): string | undefined {
    const held = this.#byVm.get(name);
    if (server?.enabled !== true) return held;
    if (held !== undefined && isWithin(held, server)) return held;
    const taken = new Set(this.#byVm.values());
    const [lower, upper] = range(server);
    for (let address = lower; address <= upper; address += 1) {
      const text = formatIpv4(address);
      if (taken.has(text)) continue;
      this.#byVm.set(name, text);
      return text;
    }
    return undefined;
  }

  forget(name: string): void {
    this.#byVm.delete(name);
  }
}

function isWithin(address: string, server: VBoxDhcpServer): boolean {
  const [lower, upper] = range(server);
  const value = parseIpv4(address) ?? 0;
  return value >= lower && value <= upper;
}

function range({ lower, upper }: VBoxDhcpServer): readonly [number, number] {
  return [parseIpv4(lower) ?? 1, parseIpv4(upper) ?? 0];
}
