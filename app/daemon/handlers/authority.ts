import { readFile } from 'node:fs/promises';
import { X509Certificate } from 'node:crypto';
import type { Parsed } from '../../../shared/control/contract.ts';
import type { RenewedAuthority } from '../../../shared/control/everyday.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import { AuthorityError, copyOf, hasCopy, issueAuthority, keepAuthority } from '../../everyday/authority.ts';
import { renewClient } from '../../everyday/client-certificate.ts';
import { fingerprintIfAny, fingerprintOf } from '../../certificate/fingerprint.ts';
import { putAuthority, readAuthority } from '../../everyday/guest-authority.ts';
import type { Machine } from '../../machine/machine.ts';
import { valueOf } from '../../reading.ts';
import { reachable, renewCertificate } from '../../reconcile/steps/renew.ts';
import type { Hands, Job, StepResult } from '../../reconcile/steps/step.ts';
import { choose, type Parts } from './parts.ts';

/** A CA that has longer than this and that a machine lacks has just been made, here or by docker-machine. */
const freshMs = 30 * 86_400_000;

type Brought = RenewedAuthority['machines'][number];

/**
 * A new CA certificate for the store, then machine by machine the engine's CA and certificate, and last the
 * client's, or before them where it has ended. Each step stands for itself, so that the same command goes on after
 * a crash, and with machines that were off: as long as one lacks the present CA, no other CA is issued.
 */
export async function renewAuthority(
  parts: Parts,
  { machine, restartEngine, dryRun }: Parsed<'renewAuthority'>,
): Promise<RenewedAuthority> {
  const { keeper, journal } = parts;
  await keeper.look();
  const together = machinesOfOneStore(parts, machine);
  const [{ certificates }] = together;
  const lacking = await without(together);
  const end = await endOf(certificates.ca);
  const goesOn = lacking.length > 0 && end - Date.now() > freshMs;
  if (dryRun) return foretold(goesOn ? lacking : together, end, goesOn);
  const forClient = (): ReturnType<typeof renewClient> => renewClient(together, { journal, now: Date.now() });
  try {
    if (!goesOn) {
      const now = Date.now();
      await keepAuthority(certificates.ca, await issueAuthority(certificates, now), { journal, now });
    }
    const pem = await readFile(certificates.ca, 'utf8');
    // An engine is verified as a client: with a certificate that has ended none would let anybody in.
    const early = (await endOf(certificates.clientCert)) <= Date.now() ? await forClient() : undefined;
    const machines: Brought[] = [];
    for (const one of goesOn ? lacking : together)
      machines.push(await bringAlong(parts, one, { pem, consent: restartEngine }));
    const client = early ?? (await forClient());
    await keeper.look();
    const ok = machines.every((one) => one.ok);
    return {
      ok,
      sentence: sentenceOf(machines, client.leftAlone),
      notAfter: new Date(await endOf(certificates.ca)).toISOString(),
      issued: !goesOn,
      machines,
      files: [...client.files],
    };
  } catch (error) {
    if (error instanceof AuthorityError)
      throw new FailureError('not-possible', `${error.message}; the same command goes on from there`);
    throw error;
  }
}

function machinesOfOneStore({ keeper }: Parts, name: string | undefined): readonly [Machine, ...Machine[]] {
  const [first] = choose(keeper, name).map(({ seen }) => seen.machine);
  if (first === undefined)
    throw new FailureError('not-possible', 'there are no machines', { hint: 'fairlead ls' });
  const all = choose(keeper, undefined).map(({ seen }) => seen.machine);
  const others = all.filter((one) => one !== first && one.certificates.ca === first.certificates.ca);
  if (name === undefined && others.length + 1 < all.length)
    throw new FailureError('not-possible', 'the machines have several CAs; name a machine', {
      hint: `fairlead certs renew --ca ${first.name}`,
    });
  return [first, ...others];
}

async function without(machines: readonly Machine[]): Promise<readonly Machine[]> {
  const has = await Promise.all(machines.map(hasCopy));
  return machines.filter((_one, index) => has[index] === false);
}

async function bringAlong(
  { keeper, journal }: Parts,
  machine: Machine,
  { pem, consent }: { readonly pem: string; readonly consent: boolean },
): Promise<Brought> {
  const { name } = machine;
  const step = await keeper.act(name, 'renew-certificate', async (hands, job): Promise<StepResult> => {
    const state = valueOf(job.seen.vm)?.state ?? 'running';
    if (['off', 'saved', 'crashed'].includes(state))
      return { kind: 'failed', text: `it is ${state}; start it first: fairlead start ${name}` };
    try {
      job.memory.forget();
      job.memory.consent = consent;
      await intoGuest(hands, job, pem);
      const renewed = await renewCertificate(hands, job);
      if (renewed.kind !== 'done') return renewed;
      // Last: it says that the engine runs with the new CA.
      await keepAuthority(copyOf(machine), pem, { journal, now: hands.clock.now() });
      return renewed;
    } catch (error) {
      return { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
    }
  });
  if (step === undefined) return { machine: name, ok: false, sentence: `${name} is in no store any more` };
  return { machine: name, ok: step.result.kind === 'done', sentence: step.result.text };
}

/** Puts the CA of the store where the engine reads it at its next start, unless it is there. */
export async function intoGuest(hands: Hands, { seen, progress }: Job, pem: string): Promise<void> {
  const { name } = seen.machine;
  progress('putting the new CA into the machine');
  await using session = await hands.guest.connect(reachable(seen));
  const there = await readAuthority(session);
  if (there.pem.trim() === pem.trim()) return;
  const entry = await hands.journal.begin({
    kind: 'guest-ca',
    machine: name,
    description: `new CA certificate for the engine of ${name}`,
    undo: { fingerprintBefore: fingerprintIfAny(there.pem) ?? null, fingerprint: fingerprintOf(pem) },
  });
  try {
    await putAuthority(session, { file: there.file, pem, now: hands.clock.now() });
    await entry.end('done');
  } catch (error) {
    // Where the connection broke it is not known whether it arrived: the entry stays open, and undo looks.
    if (error instanceof AuthorityError) await entry.end('failed');
    throw error;
  }
}

async function endOf(file: string): Promise<number> {
  return Date.parse(new X509Certificate(await readFile(file)).validTo);
}

function foretold(machines: readonly Machine[], end: number, goesOn: boolean): RenewedAuthority {
  const names = machines.map(({ name }) => name).join(', ');
  const first = goesOn ? 'The CA is new already.' : 'The CA would get a new certificate for its key.';
  return {
    ok: true,
    sentence: `${first} The engines of ${names} would get it with a certificate of it, and restart; then the client's would be renewed. Nothing has been changed.`,
    notAfter: new Date(end).toISOString(),
    issued: false,
    machines: machines.map(({ name }) => ({ machine: name, ok: true, sentence: 'would be brought along' })),
    files: [],
  };
}

function sentenceOf(machines: readonly Brought[], leftAlone: readonly string[]): string {
  const left = machines.filter(({ ok }) => !ok).map(({ machine }) => machine);
  const keys =
    leftAlone.length === 0 ? '' : ` ${leftAlone.join(', ')}: another client key in its folder, left alone.`;
  return left.length === 0
    ? `All machines have the new CA, and so has the client.${keys}`
    : `${left.join(', ')} could not be brought along yet; the same command goes on with ${left.length === 1 ? 'it' : 'them'}.${keys}`;
}
