import path from 'node:path';
import { userHome } from '../home/user-home.ts';
import type { Settings } from '../../shared/settings.ts';
import { inspectCertificate } from '../certificate/inspect.ts';
import { localHostOf } from '../certificate/state.ts';
import { findForward } from '../machine/forward.ts';
import type { Machine, StoreEntry } from '../machine/machine.ts';
import { readSmallFile } from '../machine/small-file.ts';
import { readStore, storeBases } from '../machine/store.ts';
import { systemClock } from '../platform/process/clock.ts';
import { run, type Run } from '../platform/process/run.ts';
import { VirtualBox } from '../platform/virtualbox/virtualbox.ts';
import type { VmView } from '../ports.ts';
import { valueOf, type Reading } from '../reading.ts';

/** Where a Docker client can be pointed at without a daemon's help, or why not. */
export type OfflineTarget =
  | { readonly name: string; readonly dockerHost: string; readonly certPath: string }
  /** `next`: what to type. */
  | { readonly name: string; readonly missing: string; readonly next: string };

export interface OfflineMachine {
  readonly name: string;
  readonly target: () => Promise<OfflineTarget>;
}

export interface OfflineMachines {
  readonly machines: readonly OfflineMachine[];
  /** Stores that cannot be listed, in words. */
  readonly problems: readonly string[];
  /** The folders that were looked at. */
  readonly places: readonly string[];
}

/** A shell that starts must not wait for a VirtualBox that hangs. */
const usualPatienceMs = 3000;

/**
 * Every machine of the stores, and where it can be reached by VirtualBox's own list of rules. Nothing is
 * dialled: a dead route cannot make it hang, and VirtualBox is asked about no other machine than the one whose
 * target is called for, for at most three seconds. A forward is preferred where the certificate suits it,
 * because it stays valid when a VPN comes and goes.
 */
export async function readOfflineMachines(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  patienceMs = usualPatienceMs,
): Promise<OfflineMachines> {
  const bases = storeBases(settings.stores, environment, userHome(environment));
  const readings = await Promise.all(bases.map((base) => readStore(base)));
  const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const tool = settings['tools.vboxmanage'];
  let within: Run | undefined;
  const hypervisor = new VirtualBox({
    run: (...call) => (within ??= runWithin(patienceMs))(...call),
    clock: systemClock,
    log: silent,
    pathEnvironment: environment['PATH'] ?? '',
    ...(tool === '' ? {} : { path: tool }),
  });
  return {
    machines: readings
      .flatMap((reading) => valueOf(reading) ?? [])
      .map((entry) => ({
        name: entry.kind === 'broken' ? entry.name : entry.machine.name,
        target: () => targetOf(entry, (name) => hypervisor.readVm(name)),
      })),
    problems: readings.flatMap((reading) => (reading.kind === 'unreadable' ? [reading.reason] : [])),
    places: bases.map((base) => path.join(base, 'machines')),
  };
}

/** Runs programs until the time is up for all of them together; one that still runs then is ended. */
function runWithin(ms: number): Run {
  const until = Date.now() + ms;
  return (file, args, options) => {
    const timeoutMs = until - Date.now();
    if (timeoutMs > 0) return run(file, args, { ...options, timeoutMs });
    return Promise.resolve({ kind: 'not-run', why: 'timeout', reason: `${file} did not answer in time` });
  };
}

async function targetOf(
  entry: StoreEntry,
  readVm: (name: string) => Promise<Reading<VmView>>,
): Promise<OfflineTarget> {
  if (entry.kind === 'broken') return { name: entry.name, missing: entry.reason, next: entry.next };
  const { machine } = entry;
  const { name, directory, guestIp, engine, certPath = directory } = machine;
  const next = `fairlead start ${name}`;
  const view = machine.driver === 'virtualbox' ? valueOf(await readVm(name)) : undefined;
  if (view?.state === 'missing')
    return { name, missing: 'VirtualBox does not know it', next: 'VBoxManage list vms' };
  if (view !== undefined && ['off', 'saved', 'crashed'].includes(view.state))
    return { name, missing: `the machine is ${view.state}`, next };
  const rule = view === undefined ? undefined : findForward(view, machine);
  const host = rule === undefined ? undefined : await localHostFor(machine);
  if (rule !== undefined && host !== undefined)
    return { name, dockerHost: `tcp://${host}:${rule.hostPort}`, certPath };
  if (guestIp === undefined)
    return { name, missing: 'the store has no address for it, as after a stop', next };
  return { name, dockerHost: `tcp://${guestIp}:${engine.port}`, certPath };
}

/** How a client must name this computer for the engine's certificate, as far as the store's copy tells. */
async function localHostFor(machine: Machine): Promise<string | undefined> {
  try {
    const certificate = valueOf(inspectCertificate(await readSmallFile(machine.certificates.serverCert)));
    return certificate === undefined ? undefined : localHostOf(certificate);
  } catch {
    return undefined;
  }
}

function nothing(): void {
  // A command that only prints has no log.
}
