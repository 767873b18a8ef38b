import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Settings } from '../../shared/settings.ts';
import { inspectCertificate } from '../certificate/inspect.ts';
import { localHostOf } from '../certificate/state.ts';
import { findForward } from '../machine/forward.ts';
import type { Machine, StoreEntry } from '../machine/machine.ts';
import { readStore, storeBases } from '../machine/store.ts';
import { systemClock } from '../platform/process/clock.ts';
import { run } from '../platform/process/run.ts';
import { VirtualBox } from '../platform/virtualbox/virtualbox.ts';
import type { VmView } from '../ports.ts';
import { unreadable, valueOf, type Reading } from '../reading.ts';

/** Where a Docker client can be pointed at without a daemon's help, or why not. */
export type OfflineTarget =
  | { readonly name: string; readonly dockerHost: string; readonly certPath: string }
  | { readonly name: string; readonly missing: string };

/** A shell that starts must not wait for a VirtualBox that hangs. */
const patienceMs = 3000;

/**
 * Every machine's address from the store and from VirtualBox's own list of rules. Nothing is dialled: a dead
 * route cannot make it hang. A forward is preferred where the certificate suits it, because it stays valid
 * when a VPN comes and goes.
 */
export async function readOfflineTargets(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
): Promise<{ targets: readonly OfflineTarget[]; problems: readonly string[] }> {
  const readings = await Promise.all(
    storeBases(settings.stores, environment, environment['HOME'] ?? homedir()).map((base) => readStore(base)),
  );
  const entries = readings.flatMap((reading) => valueOf(reading) ?? []);
  const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const path = settings['tools.vboxmanage'];
  const hypervisor = new VirtualBox({
    run,
    clock: systemClock,
    log: silent,
    pathEnvironment: environment['PATH'] ?? '',
    ...(path === '' ? {} : { path }),
  });
  const targets = await Promise.all(
    entries.map((entry) =>
      targetOf(entry, (name) =>
        Promise.race([
          hypervisor.readVm(name),
          later(patienceMs, unreadable('VirtualBox did not answer in time')),
        ]),
      ),
    ),
  );
  return {
    targets,
    problems: readings.flatMap((reading) => (reading.kind === 'unreadable' ? [reading.reason] : [])),
  };
}

async function targetOf(
  entry: StoreEntry,
  readVm: (name: string) => Promise<Reading<VmView>>,
): Promise<OfflineTarget> {
  if (entry.kind === 'broken') return { name: entry.name, missing: entry.reason };
  const { machine } = entry;
  const { name, directory, guestIp, engine } = machine;
  const view = machine.driver === 'virtualbox' ? valueOf(await readVm(name)) : undefined;
  if (view !== undefined && ['off', 'saved', 'crashed', 'missing'].includes(view.state))
    return { name, missing: `the machine is ${view.state}` };
  const rule = view === undefined ? undefined : findForward(view, machine);
  const host = rule === undefined ? undefined : await localHostFor(machine);
  if (rule !== undefined && host !== undefined)
    return { name, dockerHost: `tcp://${host}:${rule.hostPort}`, certPath: directory };
  if (guestIp === undefined) return { name, missing: 'the store has no address for it, as after a stop' };
  return { name, dockerHost: `tcp://${guestIp}:${engine.port}`, certPath: directory };
}

/** How a client must name this computer for the engine's certificate, as far as the store's copy tells. */
async function localHostFor(machine: Machine): Promise<string | undefined> {
  try {
    const certificate = valueOf(inspectCertificate(await readFile(machine.certificates.serverCert)));
    return certificate === undefined ? undefined : localHostOf(certificate);
  } catch {
    return undefined;
  }
}

function later<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), ms).unref();
  });
}

function nothing(): void {
  // A command that only prints has no log.
}
