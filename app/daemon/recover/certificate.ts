import { clearEarlierDelivery } from '../../certificate/earlier-delivery.ts';
import { fingerprintOfFile } from '../../certificate/fingerprint.ts';
import { readGuestLayout } from '../../certificate/guest-layout.ts';
import { keepInStore, reachable, resumeRenewal, servedNow } from '../../reconcile/steps/renew.ts';
import type { Hands, Job } from '../../reconcile/steps/step.ts';
import { asStep, made, notMade, open, type Cut, type Found } from './found.ts';

/**
 * An exchange of the engine's certificate: the script in the guest may still wait for its word, may have gone back by
 * itself, or may have died with the guest. Which certificate the engine serves afterwards decides; the store's copy
 * follows it.
 */
export async function recoverCertificate(cut: Cut): Promise<Found> {
  const { entry } = cut;
  const { fingerprintBefore: before, fingerprintAfter: after } = entry.undo;
  if (typeof before !== 'string') return notMade('the journal does not say which certificate it was');
  return asStep(cut, 'renew-certificate', async (hands, job) => {
    const resumed = await resumeRenewal(hands, job, { id: entry.id, before });
    if (resumed?.kind === 'done') return made(resumed.text);
    await clear(hands, job);
    const served = await servedNow({ hands, job });
    const { name } = job.seen.machine;
    if (served === undefined) return open(`the engine of ${name} cannot be reached${why(resumed?.text)}`);
    if (served.fingerprint === before)
      return notMade(`the engine of ${name} serves the certificate it had${why(resumed?.text)}`);
    if (served.fingerprint !== after)
      return notMade(`the engine of ${name} serves another certificate than before, and not this one`);
    const { serverCert } = job.seen.machine.certificates;
    const note =
      (await fingerprintOfFile(serverCert)) === after
        ? ''
        : await keepInStore(hands, { machine: job.seen.machine, pem: served.pem, of: entry.id });
    return made(`the engine of ${name} serves the new certificate${note}`);
  });
}

/** What a script that died has left, and an engine that it left stopped. */
async function clear(hands: Hands, job: Job): Promise<void> {
  await using session = await hands.guest.connect(reachable(job.seen));
  const layout = await readGuestLayout(session);
  if (layout.kind === 'unreadable') return;
  const inTheWay = await clearEarlierDelivery({ session, layout: layout.value, clock: hands.clock });
  if (inTheWay !== undefined) throw new Error(inTheWay);
}

function why(text: string | undefined): string {
  return text === undefined ? '' : ` (${text})`;
}
