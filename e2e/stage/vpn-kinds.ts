/** What VPN clients do to a Mac's routes. Each behaviour is one that people have reported. */
import { cidr, parseCidr, type Cidr } from '../../app/route/cidr.ts';
import { quad } from './interfaces.ts';

export type VpnKind =
  | 'plain'
  | 'restoring'
  | 'route-lost'
  | 'iron-fist'
  | 'host-route'
  | 'halves'
  | 'covering'
  | 'full-tunnel'
  | 'filtering'
  | 'unknown'
  | 'lan-gateway'
  | 'scoped-copy'
  | 'alternating'
  | 'refusing';

export const vpnKinds: readonly VpnKind[] = [
  'plain',
  'restoring',
  'route-lost',
  'iron-fist',
  'host-route',
  'halves',
  'covering',
  'full-tunnel',
  'filtering',
  'unknown',
  'lan-gateway',
  'scoped-copy',
  'alternating',
  'refusing',
];

export interface Behaviour {
  /** Networks routed into the tunnel, given the machines' own networks and addresses. */
  readonly takes: (own: readonly Cidr[], guests: readonly number[]) => readonly Cidr[];
  /** Deletes the machines' own rows, also those it does not replace by its own. */
  readonly deletes: boolean;
  /** Watches its routes and takes them back within so many milliseconds. */
  readonly takesBackMs?: number;
  /** What its packet filter does with packets to the machines. */
  readonly filters?: 'drop' | 'reject';
  /** Other networks in their turn, each time it takes the route back. */
  readonly also?: readonly Behaviour['takes'][];
  /** Routes the machines' networks to the router of the local network in place of its tunnel. */
  readonly overLan?: boolean;
  /** The machines' own rows stay behind, bound to their interface. */
  readonly leavesScoped?: boolean;
  /** Puts the machines' rows back when it disconnects; otherwise they stay away. */
  readonly restores: boolean;
  /** Known to the dynamic store by Cisco's key. */
  readonly named: boolean;
}

export const office: readonly Cidr[] = ['10.20.0.0/16', '172.22.0.0/15'].map(
  (text) => parseCidr(text) as Cidr,
);
const same = (own: readonly Cidr[]): readonly Cidr[] => own;
const hosts: Behaviour['takes'] = (_own, guests) => guests.map((address) => cidr(address, 32));
const halves: Behaviour['takes'] = (own) =>
  own.flatMap(({ address, length }) => [
    cidr(address, length + 1),
    cidr(address + 2 ** (31 - length), length + 1),
  ]);
const hijacking = { takes: same, deletes: true, restores: false, named: true } as const;

export const behaviours: Record<VpnKind, Behaviour> = {
  plain: hijacking,
  restoring: { ...hijacking, restores: true },
  'route-lost': hijacking,
  'iron-fist': { ...hijacking, takesBackMs: 150 },
  'host-route': { ...hijacking, deletes: false, takes: hosts },
  halves: { ...hijacking, deletes: false, takes: halves },
  covering: { ...hijacking, takes: () => [cidr(quad('192.168.0.0'), 16)] },
  'full-tunnel': {
    takes: () => [cidr(0, 1), cidr(quad('128.0.0.0'), 1)],
    deletes: false,
    restores: true,
    named: false,
  },
  filtering: { takes: () => [], deletes: false, filters: 'drop', restores: true, named: true },
  unknown: { ...hijacking, named: false },
  'lan-gateway': { ...hijacking, overLan: true, named: false },
  'scoped-copy': { ...hijacking, leavesScoped: true, restores: true },
  alternating: { ...hijacking, takesBackMs: 300, also: [halves, hosts] },
  refusing: { takes: () => [], deletes: false, filters: 'reject', restores: true, named: true },
};
