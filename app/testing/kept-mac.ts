import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import type { Journal, Ports } from '../ports.ts';
import { read } from '../reading.ts';
import { machineView } from './machine-config.ts';
import { ManualClock } from './manual-clock.ts';
import { MemoryEngine } from './memory-engine.ts';
import { MemoryHypervisor } from './memory-hypervisor.ts';
import { parsed } from './memory-kernel.ts';
import { MemoryRouting } from './memory-routing.ts';
import { silentLog } from './silent-log.ts';
import { vboxVm, vboxWorld } from './vbox-world.ts';
import { Keeper } from '../reconcile/keeper.ts';
import { Remembered } from '../reconcile/remembered.ts';

export const network = parsed('192.168.99.0/24');

/** A Mac in memory: one host-only network, machines on it, a VPN that a test connects by hand. */
export async function keptMac(
  t: TestContext,
  options: {
    readonly settings?: Partial<Settings>;
    readonly machines?: readonly string[];
    /** Default: virtualbox. Without VirtualBox there is no VBoxManage either. */
    readonly driver?: string;
    readonly started?: boolean;
    /** When the CA of the store ends; default: not known. */
    readonly authorityEnds?: number;
  } = {},
) {
  const clock = new ManualClock();
  const names = options.machines ?? ['default'];
  const vbox = vboxWorld({ vms: new Map(names.map((name) => [name, vboxVm()])) });
  const routing = new MemoryRouting();
  routing.kernel.addInterface('vboxnet0', '192.168.99.1/24');
  const engine = new MemoryEngine(routing.kernel, vbox);
  const hypervisor = new MemoryHypervisor(vbox);
  const { driver = 'virtualbox' } = options;
  if (driver !== 'virtualbox') hypervisor.outage = 'VBoxManage is not there';
  const machines = names.map((name, index) => ({
    ...machineView({ base: '/store', name, guestIp: `192.168.99.${100 + index}`, sshPort: 49417 }),
    driver,
  }));
  const changes: string[] = [];
  const journal: Journal = {
    begin: (change) => {
      changes.push(change.description);
      return Promise.resolve({ id: '1', end: () => Promise.resolve() });
    },
    entries: () => Promise.resolve([]),
    mark: () => Promise.resolve(),
    willUndo: () => Promise.resolve(),
  };
  const held = new Map<number, string>();
  const ports: Ports = {
    readPort: (port) =>
      Promise.resolve(held.has(port) ? { kind: 'held', holder: held.get(port) ?? '' } : { kind: 'free' }),
  };
  const vpnNames = {
    read: () =>
      Promise.resolve(
        read(
          routing.kernel.interfaces.some(({ name }) => name === 'utun0')
            ? [{ name: 'Cisco AnyConnect', interface: 'utun0', evidence: 'a test' }]
            : [],
        ),
      ),
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'fl-keeper-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const settings = { ...defaultSettings, ...options.settings };
  const guest = { connect: () => Promise.reject(new Error('no SSH in this test')) };
  const keeper = new Keeper({
    senses: {
      clock,
      log: silentLog,
      routing,
      vpnNames,
      hypervisor,
      engine,
      readStores: () =>
        Promise.resolve(read(machines.map((machine) => ({ kind: 'machine' as const, machine })))),
      readGuestAddress: () => Promise.resolve(undefined),
      readAuthorityEnd: () => options.authorityEnds,
      resolvesLocalhost: () => Promise.resolve(true),
      readSelectedContext: () => Promise.resolve(undefined),
    },
    hands: { clock, log: silentLog, journal, routing, hypervisor, ports, engine, guest },
    settings,
    remembered: new Remembered(path.join(folder, 'memory.json'), silentLog),
    daemon: () => ({
      version: '0',
      startedAt: '2026-01-01T00:00:00.000Z',
      home: folder,
      platform: 'macos',
      autoRepair: settings.autoRepair,
    }),
  });
  t.after(() => keeper.stop());
  if (options.started !== false) {
    void keeper.start();
    await clock.pass(2000);
  }
  const connect = (take: () => void = () => routing.kernel.put(network, 'utun0')): void => {
    routing.kernel.addInterface('utun0', '10.20.0.7/32', { pointToPoint: true });
    take();
  };
  const disconnect = (): void => routing.kernel.removeInterface('utun0');
  const shown = () => {
    assert.ok(keeper.snapshot !== undefined);
    return keeper.snapshot;
  };
  const only = () => {
    const machine = shown().machines[0];
    assert.ok(machine !== undefined);
    return machine;
  };
  const codes = () => shown().advisories.map(({ code }) => code);
  return {
    clock,
    routing,
    engine,
    hypervisor,
    vbox,
    keeper,
    changes,
    journal,
    held,
    machines,
    connect,
    disconnect,
    shown,
    only,
    codes,
  };
}

/** Something that waits until a test lets it go on. */
export function gate(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}
