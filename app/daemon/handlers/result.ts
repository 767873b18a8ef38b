import type { FixResult, Step } from '../../../shared/control/contract.ts';
import { FailureError } from '../../../shared/control/failure.ts';
import type { Assessed } from '../../reconcile/advise/finding.ts';
import type { StepName } from '../../reconcile/decide.ts';
import type { DoneStep } from '../../reconcile/workbench.ts';
import { commandsFor, stepWords } from '../../reconcile/steps/describe.ts';
import { platformOf } from '../adapters.ts';
import type { Parts } from './parts.ts';

/** A step that would be taken, with the commands that do it by hand. */
export function foreseenStep(
  parts: Parts,
  { seen }: Assessed,
  step: { readonly does: StepName; readonly because: string },
): Step {
  const commands = commandsFor(step.does, {
    seen,
    platform: platformOf(parts.settings),
    firstPort: parts.settings['forward.firstPort'],
  });
  return {
    machine: seen.machine.name,
    does: stepWords[step.does],
    because: step.because,
    commands: [...commands],
    disruptive: step.does === 'renew-certificate',
  };
}

/** The answer to a dry run. */
export async function foretold({ keeper }: Parts, steps: Step[]): Promise<FixResult> {
  const snapshot = keeper.snapshot ?? (await keeper.look());
  const sentence =
    steps.length === 0
      ? `Nothing would be done. ${snapshot.sentence}`
      : 'This would be done, one after the other, as long as it is needed:';
  return { ok: true, sentence, steps, snapshot };
}

/** The answer to steps that a person asked for by name: they worked or they did not. */
export async function stepsResult(parts: Parts, done: readonly DoneStep[]): Promise<FixResult> {
  const snapshot = parts.keeper.snapshot ?? (await parts.keeper.look());
  const ok = done.every(({ result }) => result.kind === 'done');
  if (!ok) {
    refuseWithoutConsent(
      parts,
      done.map(({ machine }) => machine),
    );
    refuseUnasked(done);
  }
  const sentence =
    done.length === 0 ? snapshot.sentence : `${done.map(({ result }) => result.text).join('; ')}.`;
  return { ok, sentence, steps: done.map(toStep), snapshot };
}

/** The answer to "fix": Docker is reachable or it is not, whatever it took. */
export async function fixResult(
  parts: Parts,
  done: readonly DoneStep[],
  machines: readonly string[],
): Promise<FixResult> {
  const snapshot = parts.keeper.snapshot ?? (await parts.keeper.look());
  const asked = snapshot.machines.filter(({ name }) => machines.includes(name));
  const ok = asked.every(({ path, state }) => path !== 'none' || ['off', 'saved', 'paused'].includes(state));
  if (!ok) refuseWithoutConsent(parts, machines);
  return { ok, sentence: snapshot.sentence, steps: done.map(toStep), snapshot };
}

/** Throws when all that is missing is a person's word that containers may stop. */
function refuseWithoutConsent({ keeper }: Parts, machines: readonly string[]): void {
  const consent = keeper.snapshot?.advisories.find(
    ({ code, machine }) => code === 'consent-needed' && machine !== undefined && machines.includes(machine),
  );
  if (consent !== undefined)
    throw new FailureError('consent-needed', consent.sentence, { hint: consent.fix?.command });
}

/** The same, where Docker is reachable and only a step that somebody asked for would stop containers. */
function refuseUnasked(done: readonly DoneStep[]): void {
  const [asking] = done.filter(({ result }) => result.kind === 'refused' && result.asks === true);
  if (asking === undefined) return;
  throw new FailureError('consent-needed', `${done.map(({ result }) => result.text).join('; ')}.`, {
    hint: `fairlead certs renew ${asking.machine} --restart-engine`,
  });
}

function toStep({ machine, does, because, result, ms }: DoneStep): Step {
  return {
    machine,
    does: stepWords[does],
    because,
    commands: [],
    disruptive: does === 'renew-certificate',
    ok: result.kind === 'done',
    ms,
    detail: result.text,
  };
}
