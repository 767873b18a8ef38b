import type { Machine } from '../machine/machine.ts';
import type { Dial, Engine, EngineReport, Probe, Served } from '../ports.ts';
import { read, unreadable, type Reading } from '../reading.ts';
import { parseIpv4 } from '../route/cidr.ts';
import type { MemoryKernel } from './memory-kernel.ts';
import type { VBoxWorld } from './vbox-world.ts';

export interface MemoryEngineState {
  isUp: boolean;
  served: Served;
  containers: EngineReport['containers'];
  clockAheadMs?: number;
}

/** An engine in memory that is reached as the kernel and the NAT rules of the same world would have it. */
export class MemoryEngine implements Engine {
  readonly kernel: MemoryKernel;
  readonly vbox: VBoxWorld;
  readonly states = new Map<string, MemoryEngineState>();
  /** Who answers at an address when packets leave by another interface than the network's own. */
  readonly strangers = new Set<string>();
  /** Packets to guest addresses are dropped although the route is right. */
  isFiltered = false;
  /** Local ports that lead nowhere. */
  readonly deadPorts = new Set<number>();
  /** Local ports at which a program that is no engine takes connections and closes them. */
  readonly closingPorts = new Set<number>();
  /** Machines whose engine shows the certificate it made itself, as before docker-machine has provisioned it. */
  readonly unprovisioned = new Set<string>();
  readonly probes: Dial[] = [];

  constructor(kernel: MemoryKernel, vbox: VBoxWorld) {
    this.kernel = kernel;
    this.vbox = vbox;
  }

  probe(machine: Machine, dial: Dial & { readonly present: boolean }): Promise<Probe> {
    this.probes.push(dial);
    return Promise.resolve(
      dial.host === '127.0.0.1' ? this.#overForward(machine, dial) : this.#direct(machine, dial),
    );
  }

  async verify(machine: Machine, dial: Dial): Promise<Reading<EngineReport>> {
    const probe = await this.probe(machine, { ...dial, present: true });
    if (probe.kind !== 'answers') return unreadable(`nothing verifies there: ${probe.kind}`);
    const { containers, clockAheadMs } = this.#state(machine);
    return read({ version: '19.03.12', apiVersion: '1.40', containers, liveRestore: false, clockAheadMs });
  }

  #overForward(machine: Machine, { port }: Dial): Probe {
    const vm = this.vbox.vms.get(machine.name);
    const rule = vm?.rules.find(({ hostPort }) => hostPort === port);
    if (rule === undefined || this.deadPorts.has(port)) return { kind: 'refused' };
    if (this.closingPorts.has(port))
      return { kind: 'unwell', why: 'closed', reason: 'the connection was closed in the middle' };
    return this.#inside(machine);
  }

  #direct(machine: Machine, { host, present }: Dial & { readonly present: boolean }): Probe {
    const row = this.kernel.lookUp(parseIpv4(host) ?? 0);
    if (row === undefined) return { kind: 'unreachable', code: 'ENETUNREACH' };
    if (!row.interface.startsWith('vboxnet'))
      return this.strangers.has(host)
        ? { kind: 'stranger', reason: 'its certificate is from another CA' }
        : { kind: 'silent' };
    if (this.isFiltered) return { kind: 'silent' };
    const probe = this.#inside(machine);
    if (present || probe.kind !== 'answers') return probe;
    const { served } = probe;
    return { kind: 'unwell', why: 'not-asked', reason: 'it is our engine; nothing more was asked', served };
  }

  #inside(machine: Machine): Probe {
    if (this.vbox.vms.get(machine.name)?.state !== 'running') return { kind: 'silent' };
    if (this.unprovisioned.has(machine.name))
      return { kind: 'stranger', reason: 'its certificate is from another CA' };
    const { isUp, served } = this.#state(machine);
    if (!isUp) return { kind: 'unwell', why: 'closed', reason: 'the connection was closed at once' };
    return { kind: 'answers', ms: 1, served };
  }

  #state(machine: Machine): MemoryEngineState {
    const known = this.states.get(machine.name);
    if (known !== undefined) return known;
    const state: MemoryEngineState = { isUp: true, served: servedBy(machine), containers: [] };
    this.states.set(machine.name, state);
    return state;
  }
}

/** A certificate as docker-machine makes it: for the guest IP and localhost. */
export function servedBy(
  machine: Machine,
  more: { readonly names?: readonly string[]; readonly notBefore?: number; readonly notAfter?: number } = {},
): Served {
  return {
    certificate: {
      fingerprint: 'ab'.repeat(32),
      subject: `O=developer.${machine.name}`,
      issuer: 'O=developer',
      names: more.names ?? ['localhost'],
      addresses: machine.guestIp === undefined ? [] : [machine.guestIp],
      notBefore: more.notBefore ?? Date.parse('2025-12-01T00:00:00Z'),
      notAfter: more.notAfter ?? Date.parse('2028-11-01T00:00:00Z'),
      pem: '',
    },
    dates: 'valid',
    foreign: false,
  };
}
