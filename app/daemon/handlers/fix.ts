import type { FixResult, Parsed } from '../../../shared/control/contract.ts';
import type { Facts } from '../../reconcile/facts.ts';
import { foresee } from '../../reconcile/foresee.ts';
import { choose, type Parts } from './parts.ts';
import { fixResult, foreseenStep, foretold } from './result.ts';

/** A fix may wait for a VPN client, push a certificate and restart an engine. */
const fixMs = 180_000;

/** Brings Docker back now: what had been given up is tried again, and repairing need not be automatic. */
export async function fix(parts: Parts, input: Parsed<'fix'>): Promise<FixResult> {
  const { keeper, remembered } = parts;
  if (input.dryRun) return foretell(parts, input.machine);
  if (keeper.snapshot === undefined) await keeper.look();
  const machines = choose(keeper, input.machine).map(({ seen }) => seen.machine.name);
  keeper.ledger.forget(input.machine);
  for (const name of machines) {
    keeper.ledger.of(name).consent = input.restartEngine;
    await remembered.setWantsForward(name, true);
  }
  keeper.observer.forget();
  const done = await keeper.settle(machines, fixMs);
  for (const name of machines) keeper.ledger.of(name).consent = false;
  return fixResult(parts, done, machines);
}

/**
 * What a person's "fix" forgets before it begins: refusals, fights and attempts that were used up. A certificate
 * that cannot be issued here stays so.
 */
function afresh(facts: Facts): Facts {
  return {
    ...facts,
    repair: facts.repair === 'off' || facts.repair === 'lan' ? facts.repair : 'possible',
    forwarding: 'possible',
    renewal: facts.renewal === 'exhausted' ? 'free' : facts.renewal,
  };
}

/** What would be done if every step worked. Nothing is changed or forgotten for it. */
async function foretell(parts: Parts, name: string | undefined): Promise<FixResult> {
  await parts.keeper.look();
  const steps = choose(parts.keeper, name).flatMap((assessed) =>
    foresee(afresh(assessed.facts)).flatMap(({ because, outcome }) =>
      outcome.kind === 'step' ? [foreseenStep(parts, assessed, { does: outcome.does, because })] : [],
    ),
  );
  return foretold(parts, steps);
}
