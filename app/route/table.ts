import type { Cidr } from './cidr.ts';

/** Next hop of a row, in the forms `netstat -nr` prints (see docs/architecture.md, "Reading the Mac"). */
export type Gateway =
  | { readonly kind: 'address'; readonly address: number }
  | { readonly kind: 'link'; readonly index: number }
  | { readonly kind: 'interface'; readonly name: string }
  | { readonly kind: 'mac'; readonly text: string }
  | { readonly kind: 'other'; readonly text: string };

/** One IPv4 row of a routing table. */
export interface RouteRow {
  readonly destination: Cidr;
  readonly gateway: Gateway;
  /** Interface as printed. Up to macOS 11 it is cut to 7 characters: `vboxnet` may be any vboxnetN. */
  readonly interface: string;
  /** Flag letters in macOS notation; the Linux adapter translates. */
  readonly flags: string;
  /** Bound to an interface scope (flag I): never the answer for an ordinary socket. */
  readonly scoped: boolean;
  /** Made by the kernel from another row (flag W): an ARP entry or the like, no evidence of anything. */
  readonly cloned: boolean;
}

export interface RouteTable {
  /** In the order of the source. */
  readonly rows: readonly RouteRow[];
  /** Characters after which the source cuts interface names, when it does. */
  readonly interfaceWidth?: number;
  /** Lines of the IPv4 part that looked like data and could not be read as a row. */
  readonly skipped: readonly string[];
  /** The last line of a table somebody sent, when it stops in the middle of a row; the daemon reads no such table. */
  readonly cutOff?: string;
}

/** The kernel's own answer for one destination (`route -n get`, `ip route get`). */
export type KernelAnswer =
  | {
      readonly kind: 'route';
      readonly interface: string;
      readonly gateway?: string;
      readonly destination?: Cidr;
    }
  | { readonly kind: 'no-route' };

export interface NetworkInterface {
  readonly name: string;
  readonly up: boolean;
  readonly pointToPoint: boolean;
  /** IPv4 addresses with the network they imply. */
  readonly addresses: readonly { readonly address: number; readonly network: Cidr; readonly peer?: number }[];
  readonly mtu?: number;
}

/** Whether a possibly truncated printed name may stand for this interface. */
export function mayBe(printed: string, name: string, width: number | undefined): boolean {
  return printed === name || (width !== undefined && printed.length === width && name.startsWith(printed));
}
