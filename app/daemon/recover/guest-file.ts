import { mendRegistries, readRegistryCa, untrustRegistry } from '../../everyday/registry.ts';
import { putRegistryPlaceBack } from '../../everyday/registry-place.ts';
import { reachable } from '../../reconcile/steps/renew.ts';
import { made, notMade, open, type Cut, type Found } from './found.ts';

/**
 * A registry's CA certificate in the guest. One that did not arrive is not sent after all: whoever asked has been told
 * that it failed. One that was to be taken away goes.
 */
export async function recoverGuestFile({ parts, entry, all }: Cut): Promise<Found> {
  const { registry, after } = entry.undo;
  if (typeof registry !== 'string') return notMade('the journal does not say which registry it was');
  const seen = parts.keeper.observation?.machines.find(({ machine }) => machine.name === entry.machine);
  if (seen === undefined)
    return parts.keeper.observation?.stores.kind === 'read'
      ? notMade(`the machine ${String(entry.machine)} is in no store any more`)
      : open('no store can be read');
  await using session = await parts.hands.guest.connect(reachable(seen));
  await mendRegistries(session, registry);
  const there = await readRegistryCa(session, registry);
  if (after === null) {
    if (there === undefined) return made(`${registry} has no CA certificate there`);
    await untrustRegistry(session, registry);
    return made(`the CA certificate for ${registry} was still there and has been removed, as you had asked`);
  }
  if (there !== undefined && there === after) return made(`the CA certificate for ${registry} is there`);
  if (there === undefined) await putRegistryPlaceBack(session, { entry, all });
  return notMade(`the CA certificate for ${registry} is not there`);
}
