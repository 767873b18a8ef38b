import { X509Certificate } from 'node:crypto';
import { fingerprintIfAny } from '../../certificate/fingerprint.ts';
import { findGuestBackup } from '../../certificate/guest-backup.ts';
import { putAuthority, readAuthority } from '../../everyday/guest-authority.ts';
import { valueOf } from '../../reading.ts';
import { reachable } from '../../reconcile/steps/renew.ts';
import { cannot, changed, nothing, type Acted, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/**
 * The CA certificate an engine reads at its next start: the one before, from its back-up in the machine. Both have one
 * key, so the engine that runs accepts the same clients before and after, and needs no restart for it.
 */
export async function planGuestAuthority(parts: UndoParts, { entry }: UndoRequest): Promise<Plan> {
  const { fingerprintBefore: before, fingerprint: after } = entry.undo;
  if (typeof before !== 'string' || typeof after !== 'string')
    return cannot('the journal does not say which CA it was; its back-up lies beside it in the machine');
  const seen = parts.keeper.observation?.machines.find(({ machine }) => machine.name === entry.machine);
  if (seen === undefined)
    return nothing(`the machine ${String(entry.machine)} is not in the stores any more`);
  const { name } = seen.machine;
  if ((valueOf(seen.vm)?.state ?? 'running') !== 'running')
    return cannot(`${name} does not run: fairlead start ${name}, then fairlead undo ${entry.id.slice(0, 8)}`);
  await using session = await parts.hands.guest.connect(reachable(seen));
  const { file, pem } = await readAuthority(session);
  const now = fingerprintIfAny(pem);
  if (now === before) return nothing(`the engine of ${name} has the CA it had before`);
  if (now !== after) return changed(`the engine of ${name} was given another CA since, which stays`);
  const backup = await findGuestBackup(session, file, before);
  if (backup === undefined) return cannot(`no back-up of the CA before is left beside ${file} in ${name}`);
  if (Date.parse(new X509Certificate(backup).validTo) < parts.hands.clock.now())
    return cannot('the CA before has ended; with it the engine would refuse every client');
  return {
    kind: 'act',
    text: `put the CA before back into ${name}`,
    act: async (): Promise<Acted> => {
      await using fresh = await parts.hands.guest.connect(reachable(seen));
      await putAuthority(fresh, { file, pem: backup, now: parts.hands.clock.now() });
      return { ok: true, text: `${name} has the CA before again; its engine reads it at its next start` };
    },
  };
}
