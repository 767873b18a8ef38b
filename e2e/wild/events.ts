import fc from 'fast-check';
import { formatIpv4 } from '../../app/route/cidr.ts';
import { quad } from '../stage/interfaces.ts';
import { connectedRow } from '../stage/world.ts';
import type { Blocked, CertificateKind } from './engine.ts';
import type { WildMac } from './mac.ts';
import { hostOnly } from './programs.ts';
import { ownRows, targets, WildVpn, type VpnPlan } from './vpn.ts';

/** Something that happens to a Mac. `at` names a machine by its place, taken modulo their number. */
export type WildEvent =
  | { readonly does: 'connect'; readonly plan: VpnPlan }
  | { readonly does: 'disconnect'; readonly at: number }
  | { readonly does: 'tire' }
  | { readonly does: 'lose-route' }
  | { readonly does: 'filter'; readonly filter: 'off' | 'drop' | 'reject' }
  | { readonly does: 'block'; readonly blocked: Blocked }
  | { readonly does: 'decoy'; readonly at: number; readonly on: boolean }
  | { readonly does: 'adapter'; readonly becomes: 'gone' | 'down' | 'without-address' | 'back' }
  | { readonly does: 'guest-moves'; readonly at: number; readonly host: number }
  | { readonly does: 'vm'; readonly at: number; readonly state: 'running' | 'paused' | 'off' | 'saved' }
  | { readonly does: 'engine'; readonly at: number; readonly isUp: boolean }
  | { readonly does: 'certificate'; readonly at: number; readonly kind: CertificateKind }
  | { readonly does: 'containers'; readonly at: number; readonly count: number }
  | { readonly does: 'sudo'; readonly says: string | undefined }
  | { readonly does: 'vboxmanage'; readonly ms: number; readonly error: string | undefined }
  | { readonly does: 'netstat'; readonly is: 'whole' | 'cut' | 'hangs' }
  | { readonly does: 'port'; readonly port: number; readonly held: boolean }
  | { readonly does: 'clock'; readonly ms: number }
  | { readonly does: 'kill'; readonly calls: number; readonly downMs: number };

/** An event and the time until the next one, in milliseconds. */
export interface Moment {
  readonly event: WildEvent;
  readonly thenMs: number;
}

/** The Mac together with those who act on it. */
export interface Wild {
  readonly mac: WildMac;
  readonly vpns: WildVpn[];
  /** Whether sudo has ever said no: that is remembered for an hour. */
  hasRefused: boolean;
}

export function happen(wild: Wild, event: WildEvent): void {
  const { mac, vpns } = wild;
  const { world, engine, faults } = mac;
  const machine = (at: number): string => mac.machines[at % mac.machines.length]?.name ?? '';
  switch (event.does) {
    case 'connect': {
      // A client connects once, and a tunnel has one owner.
      if (vpns.some((one) => one.connected && one.plan.unit === event.plan.unit)) return;
      const vpn = new WildVpn({ world, clock: mac.clock, plan: event.plan });
      vpns.push(vpn);
      return vpn.connect();
    }
    case 'disconnect': {
      const up = vpns.filter((one) => one.connected);
      return up[event.at % Math.max(1, up.length)]?.disconnect();
    }
    case 'tire':
      for (const vpn of vpns) vpn.tire();
      return;
    case 'lose-route':
      return world.change('', () => {
        for (const row of ownRows(world))
          if (world.kernel.find(row)?.interface === row.interface) world.deleteRow(row);
      });
    case 'filter':
      return world.change('', () => void (world.filter = event.filter));
    case 'block':
      engine.blocked = event.blocked;
      return;
    case 'decoy': {
      const address = world.vms.get(machine(event.at))?.guestAddress ?? 0;
      if (event.on) world.decoys.set(address, 1);
      else world.decoys.clear();
      return;
    }
    case 'adapter':
      return changeAdapter(mac, event.becomes);
    case 'guest-moves': {
      const vm = world.vms.get(machine(event.at));
      const guestAddress = hostOnly.address + event.host;
      if (vm === undefined || [...world.vms.values()].some((one) => one.guestAddress === guestAddress))
        return;
      return world.change('', () => void world.vms.set(vm.name, { ...vm, guestAddress }));
    }
    case 'vm':
      return world.change('', () => {
        const vm = world.vms.get(machine(event.at));
        if (vm !== undefined) vm.state = event.state;
      });
    case 'engine':
      engine.state(machine(event.at)).isUp = event.isUp;
      return;
    case 'certificate':
      engine.state(machine(event.at)).certificate = event.kind;
      return;
    case 'containers':
      engine.state(machine(event.at)).containers = event.count;
      return;
    case 'sudo':
      faults.sudo = event.says;
      wild.hasRefused ||= event.says !== undefined;
      return;
    case 'vboxmanage':
      Object.assign(faults, { vboxMs: event.ms, vboxError: event.error });
      return;
    case 'netstat':
      faults.netstat = event.is;
      return;
    case 'port':
      if (!event.held) mac.nat.held.delete(event.port);
      else if (mac.nat.isFree(event.port)) mac.nat.held.add(event.port);
      return;
    case 'clock':
      return mac.clock.jump(event.ms);
    case 'kill':
      return mac.isUp ? mac.kill(event) : undefined;
  }
}

function changeAdapter({ world }: WildMac, becomes: 'gone' | 'down' | 'without-address' | 'back'): void {
  const before = world.interface('vboxnet0');
  world.change('', () => {
    if (becomes === 'back' && before === undefined) return void world.addHostOnly(hostOnly);
    if (becomes === 'gone') return world.removeInterface('vboxnet0');
    if (before === undefined) return;
    const address = { address: hostOnly.address + 1, length: hostOnly.length };
    const { address: _old, ...rest } = before;
    if (becomes === 'without-address') world.putInterface(rest);
    else world.putInterface({ ...before, address, up: becomes === 'back' });
    const after = world.interface('vboxnet0');
    const own = world.kernel.rows.filter((row) => row.interface === 'vboxnet0');
    if (becomes !== 'back') for (const row of own) world.deleteRow(row);
    else if (after !== undefined) world.addRow(connectedRow(hostOnly, after));
  });
}

const unit = fc.constantFrom(3, 4);
const plan: fc.Arbitrary<VpnPlan> = fc
  .record({
    unit,
    takes: fc.array(fc.constantFrom(...targets), { minLength: 1, maxLength: 3 }),
    via: fc.constantFrom('tunnel' as const, 'tunnel' as const, 'lan' as const),
    deletes: fc.boolean(),
    leavesScoped: fc.boolean(),
    retakesMs: fc.constantFrom(undefined, undefined, 0, 150, 900, 5000, 31_000, 70_000),
    restores: fc.boolean(),
    leavesStale: fc.boolean(),
    isNamed: fc.boolean(),
    address: fc.constantFrom('10.20.0.7', '100.64.0.3', '192.168.99.77'),
  })
  // A client that varies looks after its routes.
  .map((one) => (one.takes.length > 1 ? { ...one, retakesMs: one.retakesMs ?? 900 } : one));

const at = fc.nat(2);
const event: fc.Arbitrary<WildEvent> = fc.oneof(
  { weight: 8, arbitrary: plan.map((one) => ({ does: 'connect' as const, plan: one })) },
  { weight: 4, arbitrary: at.map((one) => ({ does: 'disconnect' as const, at: one })) },
  { weight: 1, arbitrary: fc.constant({ does: 'tire' as const }) },
  { weight: 2, arbitrary: fc.constant({ does: 'lose-route' as const }) },
  fc.record({ does: fc.constant('filter' as const), filter: fc.constantFrom('off' as const, 'drop' as const, 'reject' as const) }),
  fc.record({ does: fc.constant('block' as const), blocked: fc.constantFrom('none' as const, 'docker' as const, 'ssh' as const) }),
  fc.record({ does: fc.constant('decoy' as const), at, on: fc.boolean() }),
  fc.record({ does: fc.constant('adapter' as const), becomes: fc.constantFrom('gone' as const, 'down' as const, 'without-address' as const, 'back' as const, 'back' as const) }),
  fc.record({ does: fc.constant('guest-moves' as const), at, host: fc.constantFrom(101, 102, 200) }),
  { weight: 2, arbitrary: fc.record({ does: fc.constant('vm' as const), at, state: fc.constantFrom('running' as const, 'running' as const, 'paused' as const, 'off' as const, 'saved' as const) }) },
  fc.record({ does: fc.constant('engine' as const), at, isUp: fc.boolean() }),
  fc.record({ does: fc.constant('certificate' as const), at, kind: fc.constantFrom<CertificateKind>('good', 'good', 'without-localhost', 'expired', 'foreign', 'old-address') }),
  fc.record({ does: fc.constant('containers' as const), at, count: fc.nat(2) }),
  fc.record({ does: fc.constant('sudo' as const), says: fc.constantFrom(undefined, 'sudo: a password is required') }),
  fc.record({
    does: fc.constant('vboxmanage' as const),
    ms: fc.constantFrom(120, 120, 2500, 4000, 60_000),
    error: fc.constantFrom(undefined, undefined, 'The object is not ready', "The machine 'one' is already locked for a session (or being unlocked)"),
  }),
  fc.record({ does: fc.constant('netstat' as const), is: fc.constantFrom('whole' as const, 'whole' as const, 'cut' as const, 'hangs' as const) }),
  fc.record({ does: fc.constant('port' as const), port: fc.constantFrom(2376, 2377, 2378), held: fc.boolean() }),
  fc.record({ does: fc.constant('clock' as const), ms: fc.constantFrom(3_600_000, -3_600_000, 30_000) }),
  { weight: 2, arbitrary: fc.record({ does: fc.constant('kill' as const), calls: fc.nat(4), downMs: fc.constantFrom(500, 20_000) }) },
); // prettier-ignore

export const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({ event, thenMs: fc.constantFrom(0, 10, 300, 1200, 5000, 20_000, 90_000) }),
  { minLength: 1, maxLength: 12 },
);

export function inWords({ event, thenMs }: Moment): string {
  return `${JSON.stringify(event)} +${thenMs}`;
}

export function guestOf({ mac }: Wild, name: string): string {
  return formatIpv4(mac.world.vms.get(name)?.guestAddress ?? quad('0.0.0.0'));
}
