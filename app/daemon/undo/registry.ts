import { readRegistryCa, trustRegistry, untrustRegistry } from '../../everyday/registry.ts';
import { putRegistryPlaceBack } from '../../everyday/registry-place.ts';
import { reachable } from '../../reconcile/steps/renew.ts';
import { cannot, changed, nothing, type Acted, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/** A registry's CA certificate in a guest: the one before, or none. Another one that came since stays. */
export async function planRegistry(parts: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const { registry, before, after } = entry.undo;
  const isKnown = (value: unknown): value is string | null => value === null || typeof value === 'string';
  if (typeof registry !== 'string' || !isKnown(before) || !isKnown(after))
    return cannot('the journal of that version does not say what was there: fairlead registry untrust');
  const seen = parts.keeper.observation?.machines.find(({ machine }) => machine.name === entry.machine);
  if (seen === undefined)
    return nothing(`the machine ${String(entry.machine)} is not in the stores any more`);
  const { name } = seen.machine;
  await using session = await parts.hands.guest.connect(reachable(seen));
  const now = (await readRegistryCa(session, registry)) ?? null;
  if (now === before) return nothing(`${name} trusts ${registry} as it did before`);
  if (now !== after)
    return changed(`the CA certificate for ${registry} in ${name} was changed since, and stays`);
  return {
    kind: 'act',
    text:
      before === null
        ? `take the CA certificate for ${registry} out of ${name}`
        : `put the CA certificate for ${registry} back in ${name}`,
    act: async (): Promise<Acted> => {
      await using fresh = await parts.hands.guest.connect(reachable(seen));
      if (before === null) {
        await untrustRegistry(fresh, registry);
        await putRegistryPlaceBack(fresh, { entry, all: await parts.hands.journal.entries() });
      } else await trustRegistry(fresh, { registry, pem: before });
      const ok = ((await readRegistryCa(fresh, registry)) ?? null) === before;
      return { ok, text: `${name} ${ok ? 'trusts' : 'does not trust'} ${registry} as before` };
    },
  };
}
