import type { Machine } from '../../app/machine/machine.ts';
import type { Clock, Dial, Engine, EngineReport, Probe, Served } from '../../app/ports.ts';
import { read, unreadable, type Reading } from '../../app/reading.ts';
import { formatIpv4, parseIpv4 } from '../../app/route/cidr.ts';
import { servedBy } from '../../app/testing/memory-engine.ts';
import { deliver } from '../stage/delivery.ts';
import type { StageVm } from '../stage/vm.ts';
import type { World } from '../stage/world.ts';
import type { WildNat } from './nat.ts';

export type CertificateKind = 'good' | 'without-localhost' | 'expired' | 'foreign' | 'old-address';

export interface WildEngineState {
  isUp: boolean;
  certificate: CertificateKind;
  containers: number;
}

/** Ports of the guest that a filter stops on the direct way; the loopback is left alone. */
export type Blocked = 'none' | 'docker' | 'ssh';

/** Engines that are reached as the make-believe kernel and its NAT engine carry packets. */
export class WildEngine implements Engine {
  readonly states = new Map<string, WildEngineState>();
  blocked: Blocked = 'none';
  probes = 0;
  readonly #world: World;
  readonly #nat: WildNat;
  readonly #clock: Clock;

  constructor(about: { readonly world: World; readonly nat: WildNat; readonly clock: Clock }) {
    this.#world = about.world;
    this.#nat = about.nat;
    this.#clock = about.clock;
  }

  async probe(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Probe> {
    this.probes += 1;
    const probe = this.now(machine, dial);
    await this.#after(probe.kind === 'silent' ? dial.timeoutMs : 2);
    return probe;
  }

  async verify(machine: Machine, dial: Dial): Promise<Reading<EngineReport>> {
    const probe = await this.probe(machine, { ...dial, present: true });
    if (probe.kind !== 'answers') return unreadable(`nothing verifies there: ${probe.kind}`);
    const names = Array.from({ length: this.state(machine.name).containers }, (_, at) => `box-${at}`);
    const containers = names.map((name) => ({ id: name, name, image: 'alpine' }));
    return read({ version: '19.03.12', apiVersion: '1.40', containers, liveRestore: false });
  }

  /** What a dial would find at this very moment. */
  now(machine: Machine, dial: Pick<Dial, 'host' | 'port' | 'over'> & { readonly present: boolean }): Probe {
    if (dial.over === 'tunnel') return this.#overSsh(machine);
    return dial.host === '127.0.0.1' ? this.#local(machine, dial.port) : this.#direct(machine, dial);
  }

  state(name: string): WildEngineState {
    const known = this.states.get(name);
    if (known !== undefined) return known;
    const state: WildEngineState = { isUp: true, certificate: 'good', containers: 0 };
    this.states.set(name, state);
    return state;
  }

  #overSsh(machine: Machine): Probe {
    const door = this.#nat.leads(machine.ssh.port);
    if (door?.guestPort !== 22 || door.vm.state !== 'running')
      return { kind: 'unwell', why: 'no-tunnel', reason: 'there is no SSH connection' };
    return this.#inside(machine, door.vm, true);
  }

  #local(machine: Machine, port: number): Probe {
    const door = this.#nat.leads(port);
    if (door !== undefined) return this.#inside(machine, door.vm, true);
    if (this.#nat.held.has(port)) return { kind: 'stranger', reason: 'its certificate is from another CA' };
    return { kind: 'refused' };
  }

  #direct(machine: Machine, { host, present }: { readonly host: string; readonly present: boolean }): Probe {
    const address = parseIpv4(host) ?? 0;
    const way = deliver(this.#world, { address, port: machine.engine.port });
    if (way.kind === 'unreachable') return { kind: 'unreachable', code: 'EHOSTUNREACH' };
    if (way.kind === 'stranger') return { kind: 'stranger', reason: 'its certificate is from another CA' };
    const vm = [...this.#world.vms.values()].find((one) => one.guestAddress === address);
    if (way.kind !== 'machine' || vm === undefined || this.blocked === 'docker') return { kind: 'silent' };
    return this.#inside(machine, vm, present);
  }

  #inside(machine: Machine, vm: StageVm, present: boolean): Probe {
    if (vm.state !== 'running') return { kind: 'silent' };
    const { isUp } = this.state(vm.name);
    if (!isUp) return { kind: 'unwell', why: 'closed', reason: 'the connection was closed at once' };
    if (vm.name !== machine.name) return { kind: 'stranger', reason: 'its key is another machine’s' };
    const served = this.#served(machine, vm);
    if (!present)
      return { kind: 'unwell', why: 'not-asked', reason: 'it is our engine; nothing more was asked', served };
    return { kind: 'answers', ms: 1, served };
  }

  #served(machine: Machine, vm: StageVm): Served {
    const { certificate } = this.state(machine.name);
    const guestIp = certificate === 'old-address' ? '192.168.99.9' : formatIpv4(vm.guestAddress);
    const named = { ...machine, guestIp };
    const served = servedBy(named, {
      ...(certificate === 'without-localhost' ? { names: [] } : {}),
      ...(certificate === 'expired' ? { notAfter: Date.parse('2025-12-30T00:00:00Z') } : {}),
    });
    const dates = certificate === 'expired' ? 'expired' : 'valid';
    return { ...served, foreign: certificate === 'foreign', dates };
  }

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(ms, resolve));
  }
}
