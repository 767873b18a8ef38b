import type { MachineView, Snapshot } from '../../../shared/snapshot.ts';
import type { Value } from '../go-template/evaluate.ts';
import { withProgress } from '../progress.ts';
import type { Session } from '../session.ts';
import { hostsOf } from './docker-host.ts';
import { readKnownMachines, type KnownMachine } from './known-machines.ts';
import { asksState, filtersOf } from './list-filters.ts';
import { filteredOf, mastersOf, type Listed } from './list-items.ts';

interface NameQuestion {
  readonly filter: readonly string[];
  readonly seconds: number;
}

/** Names alone need nothing but the stores, unless a filter asks for the state. */
export async function readNames(
  session: Session,
  { filter, seconds }: NameQuestion,
): Promise<readonly string[]> {
  const keep = filtersOf(filter);
  const listed = asksState(filter) ? await readListed(session, seconds) : await readUnseen(session);
  const masters = mastersOf(listed.map(({ view, config }) => ({ name: view.name, config })));
  return listed
    .filter((one) => one.view.state !== 'broken' && keep(filteredOf(one, masters)))
    .map(({ view }) => view.name);
}

/** Every machine with what is known of it after `seconds` at the most. */
export async function readListed(session: Session, seconds: number): Promise<readonly Listed[]> {
  const snapshot = await withProgress(session, 'Looking at the machines', () => lookFor(session, seconds));
  const known = await readKnownMachines(session);
  const views = snapshot?.machines ?? known.machines.map(unseen);
  const host = session.world.environment['DOCKER_HOST'] ?? '';
  const listed = views.map(async (view): Promise<Listed> => {
    const one = known.machines.find(({ name }) => name === view.name);
    return {
      view,
      config: one === undefined ? undefined : await configOf(one),
      isActive: isActive(session, { host, view, known: one }),
      advisories: snapshot?.advisories ?? [],
    };
  });
  return sorted(await Promise.all(listed));
}

async function readUnseen(session: Session): Promise<readonly Listed[]> {
  const known = await readKnownMachines(session);
  const listed = known.machines.map(async (one) => ({
    view: one.view ?? unseen(one),
    config: await configOf(one),
    isActive: false,
    advisories: [],
  }));
  return sorted(await Promise.all(listed));
}

function sorted(listed: readonly Listed[]): readonly Listed[] {
  // Names in the order people expect: `node2` before `node10`.
  const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return [...listed].sort((a, b) => order.compare(a.view.name, b.view.name));
}

/** Undefined when the time was up first. */
async function lookFor(session: Session, seconds: number): Promise<Snapshot | undefined> {
  const limit = AbortSignal.timeout(seconds * 1000);
  const { signal } = session.world;
  const looked = session.reach((client) => client.status({}, AbortSignal.any([signal, limit])));
  const late = new Promise<undefined>((resolve) => {
    limit.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  return Promise.race([
    looked.catch((error: unknown) => {
      if (limit.aborted && !signal.aborted) return undefined;
      throw error;
    }),
    late,
  ]);
}

interface Activity {
  readonly host: string;
  readonly view: MachineView;
  readonly known: KnownMachine | undefined;
}

function isActive(session: Session, { host, view, known }: Activity): boolean {
  if (host === '' || known === undefined || view.state !== 'running') return false;
  const port = Number(/:(\d+)$/.exec(view.forward.address ?? '')?.[1] ?? 0);
  const live = { state: view.state, forwardPorts: port === 0 ? [] : [port] };
  return hostsOf({ ...known, view }, live, session.home.root).includes(host);
}

/** A machine nobody has looked at yet. */
function unseen({ name, machine }: KnownMachine): MachineView {
  const nothing = { kind: 'untried' } as const;
  return {
    name,
    driver: machine.driver,
    state: 'unknown',
    path: 'none',
    direct: nothing,
    forward: nothing,
    route: { kind: 'unknown' },
    decision: { because: 'it did not answer in time', does: 'nothing' },
  };
}

async function configOf({ machine }: KnownMachine): Promise<Value> {
  const { readWholeConfig } = await import('../../everyday/stores.ts');
  const config = await readWholeConfig(machine);
  return config.kind === 'read' ? (config.value as Value) : undefined;
}
