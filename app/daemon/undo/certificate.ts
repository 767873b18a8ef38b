import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { deliverCertificate } from '../../certificate/deliver.ts';
import { fingerprintOf } from '../../certificate/fingerprint.ts';
import { findGuestBackup } from '../../certificate/guest-backup.ts';
import { readGuestLayout } from '../../certificate/guest-layout.ts';
import { copyToStore, removeServerSans } from '../../certificate/store-copy.ts';
import type { GuestSession, JournalEntry } from '../../ports.ts';
import { served } from '../../reconcile/assess.ts';
import { asksBefore, containersThatWouldStop, reachable, serves } from '../../reconcile/steps/renew.ts';
import type { Hands, Job, StepResult } from '../../reconcile/steps/step.ts';
import { cannot, changed, nothing, type Acted, type Plan, type UndoParts, type UndoRequest } from './plan.ts';

/**
 * An engine's certificate: the one before, from its back-up in the machine, through the same exchange that brought the
 * new one, so that no step of it can leave the engine stopped; then the store's copies.
 */
export function planCertificate(parts: UndoParts, request: UndoRequest): Plan {
  const { entry } = request;
  const { fingerprintBefore: before, fingerprintAfter: after } = entry.undo;
  const assessed = parts.keeper.assessed.find(({ seen }) => seen.machine.name === entry.machine);
  if (typeof before !== 'string') return cannot('the journal does not say which certificate it was');
  if (assessed === undefined)
    return nothing(`the machine ${String(entry.machine)} is not in the stores any more`);
  const now = served(assessed.seen)?.certificate.fingerprint;
  if (now === undefined) return cannot(`the engine of ${assessed.seen.machine.name} cannot be reached`);
  if (now === before) return nothing('the engine serves the certificate it served before');
  if (typeof after === 'string' && now !== after)
    return changed('the engine has been given another certificate since, which stays');
  const { name } = assessed.seen.machine;
  return {
    kind: 'act',
    text: `give the engine of ${name} its certificate before back (it restarts), and the store's copies`,
    act: () => giveBack(parts, request, { name, before }),
  };
}

async function giveBack(
  { keeper }: UndoParts,
  { entry, all, restartEngine }: UndoRequest,
  { name, before }: { readonly name: string; readonly before: string },
): Promise<Acted> {
  const step = await keeper.act(name, 'renew-certificate', async (hands, job): Promise<StepResult> => {
    await using session = await hands.guest.connect(reachable(job.seen));
    if (!restartEngine && !job.restartAlways) {
      const inTheWay = await containersThatWouldStop(session, job.seen);
      if (inTheWay.length > 0) return asksBefore(inTheWay);
    }
    const layout = await readGuestLayout(session);
    const pem =
      layout.kind === 'read' ? await findGuestBackup(session, layout.value.certificate, before) : undefined;
    if (pem === undefined)
      return { kind: 'failed', text: `no back-up of the certificate before is left in ${name}` };
    if (Date.parse(new X509Certificate(pem).validTo) < hands.clock.now())
      return { kind: 'failed', text: 'the certificate before has ended; clients would refuse it' };
    return await exchange(hands, job, {
      pem,
      session,
      parts: all.filter(({ undo }) => undo['with'] === entry.id),
    });
  });
  if (step === undefined) return { ok: false, text: `there is no machine ${name} any more` };
  const ok = step.result.kind === 'done';
  // Otherwise the loop would renew it once more, as soon as clients refuse it.
  if (ok)
    keeper.ledger.of(name).notRenewable = 'the certificate before was put back; fairlead fix renews it again';
  return {
    ok,
    text: step.result.text,
    ...(step.result.kind === 'refused' && step.result.asks === true ? { asks: true } : {}),
  };
}

interface Exchange {
  readonly pem: string;
  readonly session: GuestSession;
  /** What was changed in the store together with it. */
  readonly parts: readonly JournalEntry[];
}

async function exchange(hands: Hands, job: Job, { pem, session, parts }: Exchange): Promise<StepResult> {
  const delivered = await deliverCertificate({
    session,
    reconnect: () => hands.guest.connect(reachable(job.seen)),
    pem,
    verify: () => serves(fingerprintOf(pem), { hands, job }),
    onProgress: job.progress,
    clock: hands.clock,
  });
  if (delivered.kind !== 'delivered') return { kind: 'failed', text: delivered.reason };
  const now = hands.clock.now();
  const { certificates, directory } = job.seen.machine;
  const copied = await copyToStore({ file: certificates.serverCert, pem, now });
  const names = parts.flatMap(({ undo }) => (Array.isArray(undo['names']) ? undo['names'].map(String) : []));
  const file = path.join(directory, 'config.json');
  const cleared =
    names.length === 0 ? { kind: 'done' as const } : await removeServerSans({ file, names, now });
  const faults = [copied, cleared].flatMap((one) => (one.kind === 'done' ? [] : [one.reason]));
  return faults.length === 0
    ? { kind: 'done', text: 'the engine and the store have the certificate before again' }
    : { kind: 'failed', text: `the engine has the certificate before again, but ${faults.join('; ')}` };
}
