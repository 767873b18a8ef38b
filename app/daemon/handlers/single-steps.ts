import { readFile } from 'node:fs/promises';
import type { FixResult, Parsed } from '../../../shared/control/contract.ts';
import { isOwnRule } from '../../machine/forward.ts';
import { valueOf } from '../../reading.ts';
import type { StepName } from '../../reconcile/decide.ts';
import type { DoneStep } from '../../reconcile/workbench.ts';
import { addForward, removeForward } from '../../reconcile/steps/forward.ts';
import { renewCertificate } from '../../reconcile/steps/renew.ts';
import { repairRoute } from '../../reconcile/steps/route.ts';
import type { Hands, Job, StepResult } from '../../reconcile/steps/step.ts';
import { intoGuest } from './authority.ts';
import { choose, type Parts } from './parts.ts';
import { foreseenStep, foretold, stepsResult } from './result.ts';

type Act = (hands: Hands, job: Job) => Promise<StepResult>;

const asked = 'you asked for it';

/** Issues and delivers a new certificate, whatever the present one is like. */
export async function renew(parts: Parts, input: Parsed<'renewCertificate'>): Promise<FixResult> {
  const { keeper } = parts;
  await keeper.look();
  const machines = choose(keeper, input.machine);
  if (input.dryRun)
    return foretold(
      parts,
      machines.map((one) => foreseenStep(parts, one, { does: 'renew-certificate', because: asked })),
    );
  for (const { memory } of machines) {
    memory.forget();
    memory.consent = input.restartEngine;
  }
  return actOn(parts, {
    names: machines.map(({ seen }) => seen.machine.name),
    does: 'renew-certificate',
    act: renewWithAuthority,
  });
}

/** An engine that refuses the client knows another CA: a certificate alone would leave it so. */
async function renewWithAuthority(hands: Hands, job: Job): Promise<StepResult> {
  const { machine, direct, forward, vm } = job.seen;
  const state = valueOf(vm)?.state ?? 'running';
  if (['off', 'saved', 'crashed'].includes(state))
    return {
      kind: 'failed',
      text: `${machine.name} is ${state === 'crashed' ? 'aborted' : state}; start it first: fairlead start ${machine.name}`,
      untouched: true,
    };
  const refuses = [direct, forward?.probe].some(
    (probe) => probe?.kind === 'unwell' && probe.why === 'client-rejected',
  );
  if (refuses) {
    try {
      await intoGuest(hands, job, await readFile(machine.certificates.ca, 'utf8'));
    } catch (error) {
      return {
        kind: 'failed',
        text: error instanceof Error ? error.message : String(error),
        untouched: true,
      };
    }
  }
  return renewCertificate(hands, job);
}

/** Puts back the routes that went astray; touches no other. */
export async function repair(parts: Parts, input: Parsed<'repairRoute'>): Promise<FixResult> {
  const { keeper } = parts;
  keeper.ledger.forget(input.machine);
  await keeper.look();
  const astray = choose(keeper, input.machine).filter(
    ({ facts }) => facts.route === 'taken' || facts.route === 'lost',
  );
  const snapshot = keeper.snapshot ?? (await keeper.look());
  if (astray.length === 0)
    return { ok: true, sentence: 'No route has gone astray; nothing was changed.', steps: [], snapshot };
  if (input.dryRun)
    return foretold(
      parts,
      astray.map((one) => foreseenStep(parts, one, { does: 'repair-route', because: one.seen.route.reason })),
    );
  return actOn(parts, {
    names: astray.map(({ seen }) => seen.machine.name),
    does: 'repair-route',
    act: repairRoute,
  });
}

/** Adds a forward unless there is one; whoever adds one wants it again. */
export async function addForwards(parts: Parts, { machine }: Parsed<'addForward'>): Promise<FixResult> {
  const act: Act = async (hands, job) => {
    await parts.remembered.setWantsForward(job.seen.machine.name, true);
    const rule = job.seen.forward?.rule;
    if (rule === undefined) return addForward(hands, job);
    return {
      kind: 'done',
      text: `${job.seen.machine.name} has the forward ${rule.name} on 127.0.0.1:${rule.hostPort} already`,
    };
  };
  return actOn(parts, { names: await names(parts, machine), does: 'add-forward', act });
}

/** Removes the forward that Fairlead added, and remembers that it is not wanted. */
export async function removeForwards(parts: Parts, { machine }: Parsed<'removeForward'>): Promise<FixResult> {
  const act: Act = async (hands, job) => {
    const { machine: own, vm } = job.seen;
    await parts.remembered.setWantsForward(own.name, false);
    const theirs = valueOf(vm)?.natRules.find(
      (rule) => !isOwnRule(rule) && rule.guestPort === own.engine.port,
    );
    const result = await removeForward(hands, job);
    return theirs === undefined
      ? result
      : { ...result, text: `${result.text}; the rule ${theirs.name} is not Fairlead's and stays` };
  };
  return actOn(parts, { names: await names(parts, machine), does: 'remove-forward', act });
}

async function names({ keeper }: Parts, machine: string | undefined): Promise<readonly string[]> {
  if (keeper.snapshot === undefined) await keeper.look();
  return choose(keeper, machine).map(({ seen }) => seen.machine.name);
}

async function actOn(
  parts: Parts,
  task: { names: readonly string[]; does: StepName | 'remove-forward'; act: Act },
): Promise<FixResult> {
  const done: DoneStep[] = [];
  for (const name of task.names) {
    const step = await parts.keeper.act(name, task.does, task.act);
    if (step !== undefined) done.push(step);
  }
  return stepsResult(parts, done);
}
