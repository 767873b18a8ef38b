import type { Contexts, Parsed } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import type { MachineView } from '../../../shared/snapshot.ts';
import { chooseOne } from './choose-one.ts';
import { NotRecorded } from '../../home/not-recorded.ts';
import type { Parts } from './parts.ts';

/** What is there, with a sentence about it or about what was done. */
export async function contexts(parts: Parts, done?: string): Promise<Contexts> {
  const { machines, isWatched } = await look(parts);
  if (!isWatched) await parts.beside.inspect(machines);
  const selected = await selectedNow(parts);
  const name = selected ?? 'default';
  return {
    sentence: done ?? `New shells use the Docker context ${name}.`,
    selected: name,
    contexts: machines.map((machine) => ({
      machine: machine.name,
      ...parts.beside.contexts.view(machine.name, selected),
    })),
  };
}

/** Selects the context of a machine, which nothing here ever does by itself. */
export async function useContext(parts: Parts, input: Parsed<'useContext'>): Promise<Contexts> {
  const { beside } = parts;
  const { machines } = await look(parts);
  const { name: machine, endpoint } = chooseOne(machines, input.machine);
  const wanted = beside.contextsOf(machines).find((context) => context.machine === machine);
  if (wanted === undefined || endpoint === undefined)
    throw new FailureError('not-possible', `${machine} has no endpoint that a context could point at`, {
      hint: 'fairlead daemon keeps one, unless fairlead settings list shows endpoint.enabled as off',
    });
  const kept = await beside.contexts.want(wanted);
  if (kept.state !== 'ready')
    throw new FailureError('not-possible', kept.detail ?? `the context ${wanted.name} could not be written`, {
      hint: `docker context inspect ${wanted.name}`,
    });
  const before = await selectedNow(parts);
  if (before === wanted.name) return contexts(parts, `New shells use the context ${wanted.name} already.`);
  await beside.select(wanted.name, before).catch((error: unknown) => {
    if (error instanceof NotRecorded) throw error;
    const hint = `docker context use ${wanted.name}`;
    throw new FailureError('not-possible', (error as Error).message, { hint });
  });
  return contexts(
    parts,
    `New shells use the context ${wanted.name} now. Back with: docker context use ${before ?? 'default'}`,
  );
}

/** Removes what Fairlead wrote, and leaves it away from then on. */
export async function removeContexts(parts: Parts, input: Parsed<'removeContext'>): Promise<Contexts> {
  const { keeper, beside } = parts;
  const { machines } = await look(parts);
  const named = input.machine === undefined ? undefined : chooseOne(machines, input.machine).name;
  const outcomes: string[] = [];
  for (const wanted of beside.contextsOf(machines)) {
    if (named !== undefined && wanted.machine !== named) continue;
    const outcome = await beside.contexts.forget(wanted);
    if (outcome === 'removed') outcomes.push(`removed ${wanted.name}`);
    if (outcome === 'foreign') outcomes.push(`left ${wanted.name}, which is not Fairlead's`);
  }
  keeper.publish();
  return contexts(parts, outcomes.length === 0 ? 'There was nothing to remove.' : `${outcomes.join('; ')}.`);
}

async function look({
  keeper,
}: Parts): Promise<{ readonly machines: readonly MachineView[]; readonly isWatched: boolean }> {
  const { machines, daemon } = keeper.snapshot ?? (await keeper.look());
  return {
    machines: machines.filter(({ state }) => state !== 'broken'),
    isWatched: daemon.pid !== undefined,
  };
}

async function selectedNow({ contexts }: Parts): Promise<string | undefined> {
  const selected = await contexts.readSelected();
  if (selected.kind === 'read') return selected.value;
  throw new FailureError('not-possible', selected.reason, { hint: 'docker context ls' });
}
